import { hash, randomBytes } from "node:crypto";
import type { SignedIn, StoredSession, UserStore } from "../store/store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A session ends when it isn't used for so long … */
const IDLE = 12 * HOUR;
/** … and in any case after this. */
const LONGEST = 7 * 24 * HOUR;
/** One whose second factor isn't given yet. */
const LONGEST_WEAK = 10 * MINUTE;
/** A session's use is written down no oftener. */
const TOUCH = MINUTE;
const LONGEST_AGENT = 200;
/** Bytes of a token. */
const TOKEN = 32;
const TOKEN_FORM = /^[\w-]{43}$/;

/** Where somebody calls from. */
export interface From {
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent: string;
}

export type SessionStore = Pick<UserStore, "open" | "session" | "touch" | "close" | "closeOthers" | "sessions" | "sweep">;

export interface NewSession {
  readonly userId: number;
  /** The second factor was given, or none is asked for. */
  readonly strong: boolean;
  /** The digest of the password that was just checked: no session where it has been changed meanwhile. */
  readonly verified?: string;
  /** The account that a person of the platform looks at the portal as. */
  readonly asAccount?: number;
}

/** Sessions of people who have signed in: a random token at the browser, its digest in the store. */
export class Sessions {
  readonly #store: SessionStore;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  /** Opens a session and answers its token; undefined where the user is gone, disabled, or has another password by now. @param now UTC ms */
  async open({ userId, strong, verified, asAccount = 0 }: NewSession, now: number, from: From): Promise<string | undefined> {
    await this.#sweep(now);
    const token = randomBytes(TOKEN).toString("base64url");
    const endsAt = now + (strong ? LONGEST : LONGEST_WEAK);
    const session = {
      digest: digestOf(token),
      userId,
      asAccount,
      openedAt: now,
      usedAt: now,
      until: Math.min(now + IDLE, endsAt),
      endsAt,
      address: from.address,
      agent: from.agent.slice(0, LONGEST_AGENT),
      strong,
    };
    return (await this.#store.open(session, verified)) ? token : undefined;
  }

  /** Whose session it is, which moves its end; undefined where it is over, or never was. */
  async find(token: string | undefined, now: number, address: string): Promise<SignedIn | undefined> {
    if (token === undefined || !TOKEN_FORM.test(token)) return undefined;
    const digest = digestOf(token);
    const found = await this.#store.session(digest, now);
    if (!found) return undefined;
    const { usedAt, endsAt } = found.session;
    if (now - usedAt >= TOUCH) await this.#store.touch(digest, now, Math.min(now + IDLE, endsAt), address);
    return found;
  }

  /** Of a person, the one used last first. */
  async list(userId: number, now: number): Promise<readonly StoredSession[]> {
    return (await this.#store.sessions(userId)).filter(({ until }) => until > now);
  }

  /** Ends one of a person's sessions; false where it is none of theirs. */
  async end(userId: number, digest: string): Promise<boolean> {
    const own = await this.#store.sessions(userId);
    return own.some((session) => session.digest === digest) && (await this.#store.close(digest));
  }

  /** Ends all of a person's sessions but one; answers how many. */
  endOthers(userId: number, except: string | undefined): Promise<number> {
    return this.#store.closeOthers(userId, except);
  }

  /** Ends those in which a person of the platform looks at a portal. */
  async endVisits(userId: number): Promise<void> {
    for (const { digest, asAccount } of await this.#store.sessions(userId)) if (asAccount !== 0) await this.#store.close(digest);
  }

  async #sweep(now: number): Promise<void> {
    if (now - this.#sweptAt < HOUR) return;
    this.#sweptAt = now;
    await this.#store.sweep(now);
  }
}

/** By which the store knows a token. */
export function digestOf(token: string): string {
  return hash("sha256", token, "hex");
}
