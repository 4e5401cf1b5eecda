import type { Dialect, DialectRoute, Sharing, WireRequest } from "../dialects/dialect.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";

/** One path that is served, and by whom. */
export interface Endpoint {
  readonly path: string;
  /** One, but for a bare path that several dialects share. */
  readonly owners: readonly [Owner, ...Owner[]];
}

export interface Owner {
  readonly dialect: Dialect;
  readonly route: DialectRoute;
}

/**
 * Every path of every dialect: as its document writes it, and under the dialect's own name. Dialects that claim one bare path
 * must all know how to share it, with one of them as the fallback; anything else is a mistake in the registry, found at start.
 */
export function endpointsOf(dialects: readonly Dialect[]): readonly Endpoint[] {
  const byPath = new Map<string, { readonly path: string; readonly owners: [Owner, ...Owner[]] }>();
  for (const dialect of dialects) {
    for (const route of dialect.routes) {
      const mount = `/${dialect.name}`;
      const own = route.path.toLowerCase().startsWith(`${mount}/`) ? route.path : `${mount}${route.path}`;
      for (const path of new Set([route.path, own])) {
        const key = path.toLowerCase();
        const there = byPath.get(key);
        if (there) there.owners.push({ dialect, route });
        else byPath.set(key, { path, owners: [{ dialect, route }] });
      }
    }
  }
  const endpoints = [...byPath.values()];
  for (const { path, owners } of endpoints) {
    if (owners.length === 1) continue;
    const names = owners.map((owner) => owner.dialect.name).join(" and ");
    if (owners.some((owner) => !owner.route.sharing)) throw new Error(`dialects ${names} both claim ${path}`);
    if (owners.filter((owner) => owner.route.sharing?.fallback).length !== 1)
      throw new Error(`dialects ${names} share ${path} without exactly one fallback`);
  }
  return endpoints;
}

/**
 * Whose request it is: of the dialect that the host name is bound to, where it owns the path; else by the path's sharing (see
 * `Sharing`). Works on whatever is there of the request, so that a refusal before the body came finds an owner too.
 */
export function ownerOf({ owners }: Endpoint, request: WireRequest, directory: DirectoryIndex): Owner {
  const [only] = owners;
  if (owners.length === 1) return only;
  const bound = directory.settings.hosts[hostName(request.headers.host)];
  const host = bound === undefined ? undefined : owners.find((owner) => owner.dialect.name === bound);
  if (host) return host;
  const marked = owners.find((owner) => sharing(owner).marked(request));
  if (marked) return marked;
  const fallback = owners.find((owner) => sharing(owner).fallback) ?? only;
  const login = sharing(fallback).login(request);
  const account = login === undefined ? undefined : directory.accountByLogin.get(login);
  for (const name of account?.dialects ?? []) {
    const owner = owners.find(({ dialect }) => dialect.name === name);
    if (owner) return owner;
  }
  return fallback;
}

/** Checked at start: whoever shares a path says how. */
function sharing(owner: Owner): Sharing {
  return owner.route.sharing as Sharing;
}

/** Without its port, in lower case. */
function hostName(host: string | undefined): string {
  return (host ?? "").replace(/:\d*$/, "").toLowerCase();
}
