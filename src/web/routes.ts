import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { type CallDeps, serveCalls } from "./calls.ts";
import { consoleHandlers } from "./console/index.ts";
import { consoleCalls } from "./contract/console/index.ts";
import { portalCalls } from "./contract/portal/index.ts";
import type { WebDeps } from "./deps.ts";
import { serveFiles } from "./files.ts";
import { guardOf } from "./guard.ts";
import { portalHandlers } from "./portal/index.ts";

/** Everything below these is the console's and the portal's. */
export const WEB_PATHS: readonly string[] = ["/console", "/console/*", "/portal", "/portal/*"];

/** Serves the operators' console and the customers' portal: pages, and the calls that they make. @param ui where both are built */
export function webRoutes(app: FastifyInstance, deps: WebDeps, ui: string): void {
  const { clock, log, ids, store, sessions, directory } = deps;
  const calls: CallDeps = { clock, log, ids, audit: store.audit };
  const guard = (realm: "console" | "portal") => guardOf(realm, { sessions, accounts: directory });
  serveCalls(app, calls, { base: "/console/api", table: consoleCalls, handlers: consoleHandlers(deps), guard: guard("console") });
  serveCalls(app, calls, { base: "/portal/api", table: portalCalls, handlers: portalHandlers(deps), guard: guard("portal") });
  for (const realm of ["console", "portal"] as const) serveFiles(app, `/${realm}`, join(ui, realm));
}
