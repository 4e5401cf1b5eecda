import type { ClientCall, ClientSent, ClientSettings, DialectClient } from "../../dialects/client.ts";
import type { Transport } from "../../dialects/transport.ts";
import type { ChannelPulse } from "../../domain/channel-state.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import { sleep } from "../../runtime/clock.ts";
import { errorFact } from "../../runtime/log.ts";
import { ThrottlePause } from "../carrier/throttle-pause.ts";
import type { Channel, ChannelHost, Outcome, Part } from "../channel.ts";
import { type Called, Caller, mapAnswer } from "./caller.ts";
import { inboundOf, orderIdOf, receiptsOf, upstreamIdOf } from "./deliveries.ts";
import { Health } from "./health.ts";
import { Joiner } from "./joiner.ts";
import { Poller } from "./poller.ts";
import { pushedTo } from "./pushed.ts";
import type { HttpSettings } from "./settings.ts";
import { mayGoAlone, outcomeOf, verdictOf } from "./verdicts.ts";

/** ms; a probe that takes longer finds nobody. */
const LONGEST_PROBE = 30_000;

/** A channel to another platform, through the client half of the dialect that it speaks. */
export class HttpChannel implements Channel {
  readonly #config: ChannelConfig;
  readonly #settings: HttpSettings;
  readonly #host: ChannelHost;
  readonly #client: DialectClient;
  readonly #caller: Caller;
  readonly #health: Health;
  readonly #pause: ThrottlePause;
  readonly #joiner: Joiner;
  readonly #pollers: readonly (Poller<ChannelReceipt> | Poller<ChannelInbound>)[];
  readonly #stopping = new AbortController();
  /** Told when nothing is under way any more, while it stops. */
  #idle: (() => void) | undefined;
  #takeCallbackBack: (() => void) | undefined;
  #underWay = 0;
  /** Of all nodes that have the channel, one asks upstream for what waits there. */
  #asks = true;
  #started = false;
  #stopped: Promise<void> | undefined;

  constructor(config: ChannelConfig, host: ChannelHost, client: DialectClient, transport: Transport, random: () => number = Math.random) {
    this.#config = config;
    this.#settings = config.own as unknown as HttpSettings;
    this.#host = host;
    this.#client = client;
    const changed = (): void => host.readyChanged();
    this.#caller = new Caller(clientSettings(this.#settings), transport, host.clock);
    const { responseTimeout, heartbeat } = config;
    const balance = (config.media === "mms" && client.mmsBalance) || client.balance;
    const probe = () => this.#caller.call((settings, now) => balance(settings, now), Math.min(responseTimeout, LONGEST_PROBE));
    this.#health = new Health({ host, probe, every: heartbeat, random, changed });
    this.#pause = new ThrottlePause(host.clock, changed);
    // one request for several can't be sent again for one of them under the same order id
    const most = client.takesOrderIds ? 1 : client.most.send;
    this.#joiner = new Joiner({ most, send: (parts) => this.#deliver(parts, host.clock.monotonic() + responseTimeout) });
    this.#pollers = this.#makePollers();
  }

  /** Resolves at once: whether upstream is there is found out in the background. */
  async start(): Promise<void> {
    if (this.#started || this.#stopping.signal.aborted) return;
    this.#started = true;
    this.#listen();
    this.#health.start();
    for (const poller of this.#pollers) poller.start();
  }

  ready(): number {
    if (!this.isUp() || this.#pause.active) return 0;
    const window = this.#health.trial ? 1 : this.#window;
    return Math.max(0, window - this.#underWay);
  }

  isUp(): boolean {
    return this.#health.up && !this.#stopping.signal.aborted;
  }

  pulse(): ChannelPulse {
    const { balance } = this.#health;
    return { throttled: this.#pause.active, ...(balance ? { balance } : {}) };
  }

  async share(held: readonly number[]): Promise<void> {
    this.#asks = held.includes(0);
  }

  async send(part: Part): Promise<Outcome> {
    if (!this.isUp()) return { kind: "deferred", code: "HTTP:DISCONNECTED", why: "disconnected" };
    if (this.#underWay >= this.#window) return { kind: "deferred", code: "HTTP:FULL", why: "throttled" };
    if (part.medium === "mms" && !(this.#client.sendMms && part.media)) return { kind: "refused", code: "HTTP:MEDIUM", final: false };
    this.#underWay += 1;
    try {
      return await this.#joiner.add(part);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#idle?.();
      this.#host.readyChanged();
    }
  }

  stop(deadline: number): Promise<void> {
    this.#stopped ??= this.#stop(deadline);
    return this.#stopped;
  }

  async #stop(deadline: number): Promise<void> {
    this.#stopping.abort();
    this.#takeCallbackBack?.();
    this.#health.stop();
    this.#pause.stop();
    // what upstream is giving out at this moment it won't give out again
    const { clock } = this.#host;
    const cut = clock.after(deadline * (3 / 4), () => this.#caller.abandon());
    const ended = new AbortController();
    const all = Promise.all([this.#drained(), ...this.#pollers.map((poller) => poller.ended)]).then(() => ended.abort());
    await Promise.race([all, sleep(clock, deadline, ended.signal)]);
    cut.cancel();
    this.#caller.abandon();
    this.#host.readyChanged();
  }

  #drained(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  /** One request for submits of one text; an outcome for each. @param deadline monotonic ms */
  async #deliver(parts: readonly Part[], deadline: number): Promise<readonly Outcome[]> {
    const [first] = parts;
    if (!first) return [];
    const sentAt = this.#host.clock.monotonic();
    const ext = first.source.slice(this.#config.code.length);
    const { text, media } = first;
    const message = {
      phones: parts.map((part) => part.phone),
      ...(ext === "" ? {} : { ext }),
      ...(this.#client.takesOrderIds ? { orderId: orderIdOf(first) } : {}),
    };
    const { sendMms } = this.#client;
    const called = await this.#caller.call(
      (settings, now) =>
        sendMms && media
          ? sendMms(settings, { ...message, subject: text, container: Buffer.from(media.buffer, media.byteOffset, media.byteLength) }, now)
          : this.#client.send(settings, { ...message, text }, now),
      Math.max(1, deadline - sentAt),
    );
    this.#learn(called, sentAt);
    if (parts.length > 1 && mayGoAlone(called)) {
      const each = await Promise.all(parts.map((part) => this.#deliver([part], deadline)));
      return each.flat();
    }
    return parts.map((part) => this.#outcome(part, called));
  }

  #outcome(part: Part, called: Called<ClientSent>): Outcome {
    const orderId = this.#client.takesOrderIds ? orderIdOf(part) : undefined;
    if (called.kind !== "answered") {
      // an earlier try arrived, and its answer didn't
      const there = called.kind === "failed" && called.failure.reason === "order-duplicate";
      if (there && orderId !== undefined) return { kind: "accepted", upstreamId: orderId };
      const outcome = outcomeOf(called);
      return outcome.kind === "unknown" && orderId !== undefined ? { ...outcome, upstreamId: orderId } : outcome;
    }
    const { submissionId, accepted, refused = [] } = called.value;
    const upstreamId = upstreamIdOf(submissionId, part.phone);
    const no = refused.find(({ phone }) => upstreamIdOf(submissionId, phone) === upstreamId);
    if (no) return { kind: "refused", code: `HTTP:${no.code.slice(0, 32)}`, final: true };
    if (accepted === 0) return { kind: "refused", code: "HTTP:NONE-TAKEN", final: false };
    return { kind: "accepted", upstreamId: orderId ?? upstreamId };
  }

  /** What a send tells about upstream. */
  #learn(called: Called<ClientSent>, sentAt: number): void {
    if (called.kind === "answered") {
      this.#pause.accepted();
      this.#health.proven();
    } else if (called.kind === "unreached") {
      if (called.mayHaveArrived) this.#health.doubt();
      else this.#health.lost(called.why);
    } else {
      const verdict = verdictOf(called);
      if (verdict === "account") this.#health.refused(called);
      if (verdict === "throttled" || verdict === "unsure") this.#pause.throttled(sentAt);
    }
  }

  #listen(): void {
    const { callbackPath, poll } = this.#settings;
    const { parsePush, reports } = this.#client;
    if (callbackPath !== "" && parsePush) {
      try {
        this.#takeCallbackBack = this.#host.callback(callbackPath, pushedTo(this.#client, parsePush, this.#config, this.#host));
      } catch (error) {
        this.#host.log("error", "what upstream pushes can't be taken", errorFact(error));
      }
    } else if (poll === 0 || !reports) {
      const ways = [reports && "set poll", parsePush && "set callbackPath, and give upstream that address"];
      const remedy = ways.filter(Boolean).join(", or ");
      this.#host.log("warn", `no report can come from upstream, and messages will end as EXPIRED: ${remedy}`);
    }
  }

  #makePollers(): readonly (Poller<ChannelReceipt> | Poller<ChannelInbound>)[] {
    const { reports, inbound } = this.#client;
    const { poll: every } = this.#settings;
    if (every === 0) return [];
    const host = this.#host;
    const config = this.#config;
    const how = { every, host, mayAsk: () => this.#asks, signal: this.#stopping.signal };
    const ask = <T extends { readonly ok: true }>(make: (settings: ClientSettings, now: number) => ClientCall<T>): Promise<Called<T>> =>
      this.#caller.call(make, config.responseTimeout);
    const pollers = [];
    if (reports)
      pollers.push(
        new Poller<ChannelReceipt>({
          ...how,
          what: "reports",
          ask: async () =>
            mapAnswer(await ask((settings, now) => reports(settings, {}, now)), (answer) =>
              receiptsOf(answer.reports, this.#client, host.clock.now()),
            ),
          take: (batch) => host.receipts(batch),
        }),
      );
    if (inbound)
      pollers.push(
        new Poller<ChannelInbound>({
          ...how,
          what: "inbound texts",
          ask: async () =>
            mapAnswer(await ask((settings, now) => inbound(settings, {}, now)), (answer) =>
              inboundOf(answer.inbound, config, host.clock.now()),
            ),
          take: (batch) => host.inbound(batch),
        }),
      );
    return pollers;
  }

  get #window(): number {
    return this.#config.window * this.#config.sessions;
  }
}

function clientSettings({ url, account, password, md5Key, veryCode, userId, options }: HttpSettings): ClientSettings {
  return {
    base: url,
    login: account,
    ...(password === "" ? {} : { password }),
    ...(md5Key === "" ? {} : { md5Key }),
    ...(veryCode === "" ? {} : { veryCode }),
    ...(userId === "" ? {} : { enterpriseId: userId }),
    // an interface that leaves the choice is to say what follows our code there, and nothing before it
    options: { ownExt: "1", ...options },
  };
}
