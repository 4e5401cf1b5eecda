import type { Teller } from "../alarms/teller.ts";
import type { ChannelKind } from "../channels/channel.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import type { CallLog } from "../ingress/call-log.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { Store } from "../store/store.ts";
import type { SubmitDeps } from "../submission/submit.ts";
import type { Passwords } from "../users/password.ts";
import type { People } from "../users/people.ts";
import type { Sessions } from "../users/sessions.ts";
import type { SignIn } from "../users/sign-in.ts";

/** What the handlers of all areas are made of; each factory names the part of it that it takes. */
export interface WebDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: { take(count: number): number };
  readonly store: Store;
  readonly directory: () => DirectoryIndex;
  readonly rules: () => RuleBook;
  /** What takes submissions, from the portal as from dialects. */
  readonly submit: SubmitDeps;
  /** Told once something in the directory has changed, so that this node need not wait for its next look at it. */
  readonly changed: () => Promise<void>;
  /** The registered ones, whether or not this process serves them. */
  readonly dialects: readonly Dialect[];
  readonly kinds: readonly ChannelKind[];
  /** What accounts called last, of this node. */
  readonly calls: CallLog;
  readonly passwords: Passwords;
  readonly people: People;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly teller: Teller;
}
