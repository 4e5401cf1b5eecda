import type { Dialect, DialectRoute } from "../dialects/dialect.ts";

/** One path that is served, and by whom. */
export interface Endpoint {
  readonly path: string;
  readonly dialect: Dialect;
  readonly route: DialectRoute;
}

/**
 * Every path of every dialect: as its document writes it, and under the dialect's own name. Two dialects that claim one
 * bare path are a mistake in the registry, found at start.
 */
export function endpointsOf(dialects: readonly Dialect[]): readonly Endpoint[] {
  const byPath = new Map<string, Endpoint>();
  for (const dialect of dialects) {
    for (const route of dialect.routes) {
      const mount = `/${dialect.name}`;
      const own = route.path.toLowerCase().startsWith(`${mount}/`) ? route.path : `${mount}${route.path}`;
      for (const path of new Set([route.path, own])) {
        const key = path.toLowerCase();
        const other = byPath.get(key);
        if (other) throw new Error(`dialects ${other.dialect.name} and ${dialect.name} both claim ${path}`);
        byPath.set(key, { path, dialect, route });
      }
    }
  }
  return [...byPath.values()];
}
