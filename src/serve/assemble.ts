import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { Teller } from "../alarms/teller.ts";
import { AlarmWatch } from "../alarms/watch.ts";
import type { ChannelKind } from "../channels/channel.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { DirectoryWatch } from "../directory/directory-watch.ts";
import { ChannelReporter } from "../dispatch/channel-reporter.ts";
import { Dispatcher, tellAccepted } from "../dispatch/dispatcher.ts";
import { Sweeper } from "../dispatch/sweeper.ts";
import { TestDesk } from "../dispatch/test-desk.ts";
import { InboundIntake } from "../inbound/intake.ts";
import { Matcher } from "../inbound/matcher.ts";
import { CallLog } from "../ingress/call-log.ts";
import { Callbacks } from "../ingress/callbacks.ts";
import { endpointsOf } from "../ingress/endpoints.ts";
import type { IngressLimits } from "../ingress/limits.ts";
import { createIngress } from "../ingress/server.ts";
import type { TlsFiles } from "../ingress/tls.ts";
import { Housekeeper } from "../ops/housekeeper.ts";
import { Metrics } from "../ops/metrics.ts";
import { orphanFigures } from "../ops/orphan-figures.ts";
import { ReadinessProbe } from "../ops/readiness.ts";
import { OPS_PATHS, opsRoutes } from "../ops/routes.ts";
import { PushDesk } from "../push/push-desk.ts";
import { ReceiptIntake } from "../receipts/intake.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { LoginThrottle } from "../runtime/login-throttle.ts";
import type { Store } from "../store/store.ts";
import type { SubmitDeps } from "../submission/submit.ts";
import { makeFirstUser } from "../users/first-user.ts";
import { Passwords } from "../users/password.ts";
import { People } from "../users/people.ts";
import { SignIn } from "../users/sign-in.ts";
import { WEB_PATHS, webRoutes } from "../web/routes.ts";
import { NodeLease } from "./node-lease.ts";

export interface AssembleOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly dialects: readonly Dialect[];
  readonly kinds: readonly ChannelKind[];
  readonly host: string;
  readonly port: number;
  readonly trustProxy: readonly string[];
  readonly roles: ReadonlySet<Role>;
  readonly limits?: IngressLimits;
  readonly tls?: TlsFiles;
  /** Where the pages of console and portal are built. */
  readonly ui?: string;
  /** The first person of the platform gets this password, to be changed; one is made up where it isn't given. */
  readonly adminPassword?: string | undefined;
  /** What checking a password costs; cheap ones are for tests. */
  readonly passwords?: Passwords;
  /** How long this node is taken for alive when it says nothing, where others share its store, ms. */
  readonly ttl?: number;
}

export const ROLES = ["api", "dispatch", "reports", "console"] as const;
export type Role = (typeof ROLES)[number];

/** Where `npm run build` puts the pages. */
const UI = join(import.meta.dirname, "../../dist/ui");

/** A server under way. */
export interface Running {
  /** e.g. `http://127.0.0.1:8030` */
  readonly address: string;
  readonly directory: DirectoryWatch;
  /** What accounts called last, for support. */
  readonly calls: CallLog;
  /** Of `admin`, who was made at this start; to be shown once. */
  readonly firstPassword: string | undefined;
  /** Rounds of pushing that have begun and not ended. */
  readonly pushing: () => number;
  /** Stops taking requests, finishes what is in flight, gives leases back. Idempotent; the store stays open. */
  stop(): Promise<void>;
}

/** Puts the rooms together over an open store and starts them: what `yizhan serve` does after reading its options. */
export async function startServer(options: AssembleOptions): Promise<Running> {
  const { log } = options;
  const metrics = new Metrics();
  const store = metrics.store(options.store, () => options.clock.monotonic());
  const { news } = options.store;
  const directory = new DirectoryWatch({ ...store, news }, options.clock, (error) =>
    log("error", "the directory could not be read; the last one stays", errorFact(error)),
  );
  await directory.start();
  const lease = await NodeLease.join({ store: store.nodes, clock: options.clock, log, ...(options.ttl ? { ttl: options.ttl } : {}) });
  const { ids, clock } = lease;

  const dispatches = options.roles.has("dispatch");
  const desk = new PushDesk({
    store: store.pushes,
    clock,
    log,
    ids,
    dialects: options.dialects,
    directory: () => directory.current,
    news,
  });
  const reports = options.roles.has("reports");
  /** Where this process pushes nothing, those are told that do. */
  const wakeDesk = (): void => (reports ? desk.wake() : news.tell({ kind: "pushes" }));
  const matcher = new Matcher({ store: store.inbound, directory: () => directory.current, clock, log, assigned: wakeDesk, news });
  const receipts = new ReceiptIntake(store.receipts, wakeDesk);
  const inbound = new InboundIntake({
    store: store.inbound,
    ids,
    clock,
    stored: () => (reports ? matcher.wake() : news.tell({ kind: "inbound" })),
  });
  const callbacks = new Callbacks([...endpointsOf(options.dialects).map(({ path }) => path), ...OPS_PATHS, ...WEB_PATHS]);
  const dispatcher = new Dispatcher({
    store: store.dispatch,
    receipts,
    inbound,
    callback: (path, handler) => callbacks.add(path, handler),
    clock,
    log,
    kinds: options.kinds,
    directory: () => directory.current,
    node: () => lease.node,
    news,
    ...(lease.alone ? {} : { shares: { store: store.shares, name: lease.name, ttl: lease.ttl, witness: () => clock.witness } }),
  });
  lease.onChange((held) => dispatcher.nodeChanged(held));
  const reporter = new ChannelReporter({
    store: store.channels,
    clock,
    log,
    node: () => lease.node,
    states: () => dispatcher.outlets.figures().map(({ channelId, state }) => ({ channelId, state })),
  });
  const tests = new TestDesk({
    store: store.channels,
    clock,
    log,
    node: () => lease.node,
    directory: () => directory.current,
    outlets: dispatcher.outlets,
    news,
  });
  const sweeper = new Sweeper(store.dispatch, clock, log, wakeDesk);
  const housekeeper = new Housekeeper({
    store: store.retention,
    tallies: store.tallies,
    clock,
    log,
    settings: () => directory.current.settings,
    forgot: (gone) => metrics.forgot(gone),
  });
  if (dispatches) {
    directory.onChange((changed) => dispatcher.follow(changed));
    await dispatcher.start();
    sweeper.start();
    reporter.start();
    tests.start();
    housekeeper.start();
  }
  if (reports) {
    matcher.start();
    desk.start();
  }
  const unsubscribe = news.subscribe((told) => {
    const { kind } = told;
    const all = kind === "anything";
    if (dispatches && (all || kind === "lanes" || kind === "many-lanes")) dispatcher.told(kind === "lanes" ? told.lanes : undefined);
    if (dispatches && (all || kind === "channel-tests")) tests.wake();
    if (reports && (all || kind === "pushes")) desk.wake();
    if (reports && (all || kind === "inbound")) matcher.wake();
  });

  const calls = new CallLog();
  metrics.clock({ offset: () => clock.offset, ahead: () => clock.ahead });
  if (dispatches) {
    metrics.channels(() => dispatcher.outlets.figures());
    metrics.orphans(orphanFigures(store.channels, clock, () => directory.current));
  }
  const submit: SubmitDeps = {
    store: store.submissions,
    ids,
    rules: () => directory.rules,
    accepted: (submission) => {
      if (dispatches) dispatcher.accepted(submission);
      else tellAccepted({ news, clock }, submission);
      // what failed at once is to be reported at once
      if (submission.reports.push && submission.messages.some((message) => message.state === "failed")) wakeDesk();
    },
  };
  const app = createIngress({
    clock,
    log,
    dialects: options.roles.has("api") ? options.dialects : [],
    trustProxy: options.trustProxy,
    directory: () => directory.current,
    submit,
    pull: { store: store.reports, ids },
    pullInbound: { store: store.inbound, ids },
    ledger: store.ledger,
    accounts: { store: store.accounts, ids, changed: () => directory.refresh() },
    throttle: new LoginThrottle(),
    calls,
    callbacks,
    answered: (dialect, call, result) => metrics.answered(dialect, call, result),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.tls ? { tls: options.tls } : {}),
  });
  const { passwords = new Passwords(), ui = UI } = options;
  const people = new People({ store: store.users, ids, passwords });
  const pages = options.roles.has("console");
  const teller = new Teller({ clock, log, directory: () => directory.current });
  const alarms = new AlarmWatch({
    store,
    clock,
    log,
    directory: () => directory.current,
    changed: (changes, settings) => teller.tell(changes, settings),
  });
  if (pages) {
    alarms.start();
    const signIn = new SignIn({ store: store.users, clock, ids, passwords, accounts: () => directory.current });
    const { sessions } = signIn;
    webRoutes(
      app,
      {
        clock,
        log,
        ids,
        store,
        directory: () => directory.current,
        rules: () => directory.rules,
        submit,
        changed: () => directory.refresh(),
        dialects: options.dialects,
        kinds: options.kinds,
        calls,
        passwords,
        people,
        signIn,
        sessions,
        teller,
      },
      ui,
    );
  }
  const readiness = new ReadinessProbe(clock, () => lease.renew());
  opsRoutes(app, { clock, metrics, storeAnswers: () => store.directory.version(), readiness });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    readiness.stop();
    await app.close();
    directory.stop();
    unsubscribe();
    await Promise.all([housekeeper.stop(), sweeper.stop(), reporter.stop(), tests.stop()]);
    if (dispatches) await dispatcher.stop();
    await tests.drained();
    await Promise.all([matcher.stop(), desk.stop(), alarms.stop().then(() => teller.stop())]);
    await lease.leave();
  };
  const stopOnce = (): Promise<void> => {
    stopping ??= stop();
    return stopping;
  };
  try {
    const address = await listen(app, options);
    // a server that could not listen must not have made up a password that nobody was shown
    const firstPassword = pages ? await makeFirstUser(people, clock.now(), options.adminPassword) : undefined;
    return { address, directory, calls, firstPassword, pushing: () => desk.underWay, stop: stopOnce };
  } catch (error) {
    await stopOnce();
    throw error;
  }
}

async function listen(app: FastifyInstance, options: AssembleOptions): Promise<string> {
  const address = await app.listen({ host: options.host, port: options.port, backlog: 1024 });
  return address.replace("[::1]", "localhost");
}
