/** Of what is the matter at once, and of a list. */
export const MOST_ALARMS = 1_000;
/** How long an alarm is kept after its end, ms. */
export const ALARM_KEPT = 90 * 86_400_000;

/** What people want to be told of, what is the matter now, and who was told. */
export interface AlarmStore {
  /** How alarms are set, as JSON that src/alarms understands; undefined: never set. It is kept sealed, as secrets are. */
  settings(): Promise<string | undefined>;
  saveSettings(doc: string): Promise<void>;
  /** All that is the matter, and of what ended after `since` the latest; latest begun first. At most `MOST_ALARMS`. */
  list(since: number): Promise<readonly StoredAlarm[]>;
  /**
   * One look at the platform: raises what is new, refreshes what goes on, ends what isn't among them. Of nodes that look at the same time one does it: false, and
   * nothing changed, where the last look was less than `every` ms before (or, by a clock that is wrong, after). Answers what changed by it, for
   * whoever tells people. What ended long ago (`ALARM_KEPT`) is forgotten.
   */
  look(look: AlarmLook): Promise<AlarmChanges | false>;
  /**
   * Nobody is to be told of it until then, also where it ends and comes again meanwhile; 0: from now on people are. False where there was no alarm
   * with that key.
   */
  mute(key: string, until: number, actor: string): Promise<boolean>;
}

export interface AlarmChanges {
  readonly raised: readonly StoredAlarm[];
  readonly ended: readonly StoredAlarm[];
  /** Still the matter, and nobody was told for as long as they were muted, which is over. */
  readonly unmuted: readonly StoredAlarm[];
}

export interface AlarmLook {
  readonly now: number;
  readonly every: number;
  /** At most `MOST_ALARMS`; of two with the same key the first. */
  readonly found: readonly AlarmFinding[];
}

export interface AlarmFinding {
  /** Kind and subject, e.g. `channel-down:12`: one alarm at a time has it. */
  readonly key: string;
  readonly kind: string;
  /** What it is about, for people: a channel's name, a login. */
  readonly subject: string;
  /** What was measured, as JSON of numbers and short texts. */
  readonly facts: string;
}

export interface StoredAlarm extends AlarmFinding {
  readonly id: number;
  readonly since: number;
  readonly seenAt: number;
  readonly endedAt: number | undefined;
  /** 0: it isn't muted. */
  readonly mutedUntil: number;
  /** Who muted it. */
  readonly mutedBy: string | undefined;
}
