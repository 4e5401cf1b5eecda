/**
 * The import direction of the house, as one table: a room, and what of the house it may import beside itself. Every rule
 * below is derived from here, so a new room is one line (and a room that is missing here may import nothing at all).
 * Type-only imports count. ARCHITECTURE.md says why the arrows point this way; tools/import-direction.test.ts shows that
 * breaking them fails.
 */
const GROUND = ["domain", "text"];
const BASE = [...GROUND, "runtime", "config"];
/** What a use case sees of the adapters' rooms: the contract, never an implementation or a registry. */
const PORTS = ["dialects/dialect.ts", "channels/channel.ts", "store/store.ts", "store/ports"];
/** What calls another platform sees of the dialects: how requests are made and read, and how they are carried. */
const CLIENT_PORT = ["dialects/client.ts", "dialects/transport.ts", "dialects/wire.ts"];
const USE_CASES = ["accounts", "submission", "policy", "routing", "dispatch", "receipts", "reports", "inbound", "push", "provisioning"];

const ROOMS = {
  domain: [],
  text: [],
  runtime: GROUND,
  config: GROUND,

  dialects: BASE,
  channels: [...BASE, ...CLIENT_PORT],
  store: BASE,

  client: [...BASE, "dialects"],
  lab: [...BASE, "channels"],
  directory: [...BASE, ...PORTS],
  policy: [...BASE, ...PORTS, "directory"],
  routing: [...BASE, ...PORTS, "directory"],
  submission: [...BASE, ...PORTS, "directory", "policy", "routing"],
  accounts: [...BASE, ...PORTS, "directory"],
  receipts: [...BASE, ...PORTS, "directory"],
  dispatch: [...BASE, ...PORTS, "directory", "routing", "receipts", "inbound"],
  reports: [...BASE, ...PORTS, "directory", "routing"],
  inbound: [...BASE, ...PORTS, "directory", "routing", "reports"],
  push: [...BASE, ...PORTS, "dialects/pushes.ts", "directory", "routing", "reports"],
  provisioning: [...BASE, ...PORTS, "directory"],

  doctor: [...BASE, ...PORTS, "directory", "policy", "submission"],
  ingress: [...BASE, ...PORTS, "directory", ...USE_CASES],
  ops: [...BASE, ...PORTS, "directory", ...USE_CASES],

  users: [...BASE, ...PORTS],
  alarms: [...BASE, ...PORTS, "directory", "dispatch", "push"],
  web: [...BASE, ...PORTS, "directory", ...USE_CASES, "users", "alarms", "ingress"],

  serve: [...BASE, ...PORTS, "directory", ...USE_CASES, "users", "alarms", "ingress", "web", "ops"],
};

/** Rooms that put the others together: they choose engines and registries, so they may import everything but main. */
const COMPOSITION = ["cli"];

/** Rooms whose folders are adapters: siblings never import each other. */
const ADAPTERS = ["dialects", "channels", "store"];
/** The exceptions: a folder that some siblings share, and which ones, or other rooms ("lab/"). It may not import them back. */
const SHARED = {
  "channels/carrier": ["smpp", "cmpp", "sgip", "smgp", "http", "lab/"],
  "dialects/aspx": ["huaxin", "inter28"],
  "store/shared": ["sqlite", "postgres"],
};

const HOUSE = "^(bin|src|test|bench|tools|ui)/";
const TEST = "\\.test\\.ts$";
/** A port's conformance suite stands beside the port and is run by the tests of its implementations. */
const CONFORMANCE = "(/conformance[./]|\\.testing\\.ts$)";

const literal = (path) => path.replaceAll(".", "\\.");
const pattern = (place) => (place.endsWith(".ts") ? `^src/${literal(place)}$` : `^src/${place}/`);

const directions = Object.entries(ROOMS).map(([room, may]) => ({
  name: `direction-${room}`,
  comment: `${room}/ may import ${may.length === 0 ? "nothing of the house but itself" : `itself and ${may.join(", ")}`}.`,
  severity: "error",
  from: { path: pattern(room), pathNot: TEST },
  to: { path: HOUSE, pathNot: [pattern(room), ...may.map(pattern)] },
}));

const siblings = ADAPTERS.map((room) => {
  const shared = Object.keys(SHARED).filter((folder) => folder.startsWith(`${room}/`));
  return {
    name: `siblings-${room}`,
    comment: `The folders of ${room}/ don't know each other.`,
    severity: "error",
    from: { path: `^src/${room}/([^/]+)/`, pathNot: TEST },
    to: { path: `^src/${room}/[^/]+/`, pathNot: [`^src/${room}/$1/`, ...shared.map(pattern)] },
  };
});

const sharing = Object.entries(SHARED).map(([folder, users]) => {
  const [room, name] = folder.split("/");
  const homes = [name, ...users].map((user) => (user.endsWith("/") ? `^src/${user}` : `^src/${room}/${user}/`));
  return {
    name: `shared-${folder.replace("/", "-")}`,
    comment: `${folder}/ is there for ${users.join(" and ")} only.`,
    severity: "error",
    from: { path: "^(bin|src)/", pathNot: [TEST, ...homes] },
    to: { path: pattern(folder) },
  };
});

module.exports = {
  forbidden: [
    ...directions,
    ...siblings,
    ...sharing,
    {
      name: "rooms-are-in-the-table",
      comment: "Every folder of src/ is a room of the table above; beside the rooms there is main.ts, which may import everything.",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST, "^src/main\\.ts$", ...COMPOSITION.map(pattern), ...Object.keys(ROOMS).map(pattern)] },
      to: {},
    },
    {
      name: "bin-imports-main",
      comment: "What a command does is put together in src/main.ts.",
      severity: "error",
      from: { path: "^bin/" },
      to: { path: HOUSE, pathNot: ["^bin/", "^src/main\\.ts$"] },
    },
    {
      name: "rigs-look-from-outside",
      comment:
        "Crash rig and benchmarks see the product as a customer does: over HTTP, started as users start it. The keyword search is " +
        "measured by itself as well, since its cost drowns in a request's; and ten million old messages are written straight into the store, " +
        "as sending them would take hours.",
      severity: "error",
      from: { path: "^(bench|test/crash|test/support)/", pathNot: ["^bench/keywords\\.ts$", "^bench/growth/"] },
      to: { path: "^(bin|src|tools)/" },
    },
    {
      name: "pages-know-the-contract",
      comment:
        "What runs in a browser knows how calls look, and what is pure; a page never sees how the server does it, nor the server a page.",
      severity: "error",
      from: { path: "^ui/", pathNot: TEST },
      to: { path: HOUSE, pathNot: ["^ui/", "^src/web/contract/", "^src/(domain|text)/"] },
    },
    {
      name: "sites-are-apart",
      comment: "The console and the portal share what is in ui/shared and ui/catalogue, and nothing else.",
      severity: "error",
      from: { path: "^ui/(console|portal)/" },
      to: { path: "^ui/(console|portal)/", pathNot: "^ui/$1/" },
    },
    {
      name: "tests-stay-out",
      comment: "The product imports no test, no test support and no test library.",
      severity: "error",
      from: { path: "^(bin|src)/", pathNot: [TEST, CONFORMANCE] },
      to: { path: ["^(test|bench|tools)/", TEST, CONFORMANCE, "(^|/)(vitest|fast-check)(/|$)"] },
    },
    {
      name: "development-only-packages",
      comment: "The product runs on its dependencies, not on its devDependencies or on what happens to lie in node_modules.",
      severity: "error",
      from: { path: "^(bin|src)/", pathNot: [TEST, CONFORMANCE] },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-circles",
      comment: "Two files that need each other are one file, or miss a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
