/** What people want to be told of, what is the matter now, and who was told. */
export interface AlarmStore {
  /** How alarms are set, as JSON that src/alarms understands; undefined: never set. */
  settings(): Promise<string | undefined>;
  saveSettings(doc: string): Promise<void>;
  /** All that is the matter, and what ended after `since`; latest begun first. At most 1,000. */
  list(since: number): Promise<readonly StoredAlarm[]>;
  /**
   * One look at the platform: raises what is new, refreshes what goes on, ends what isn't among them. Of nodes that look at the same time one does it: false, and
   * nothing changed, where the last look was less than `every` ms before. Answers what changed by it, for whoever tells people.
   */
  look(look: AlarmLook): Promise<{ readonly raised: readonly StoredAlarm[]; readonly ended: readonly StoredAlarm[] } | false>;
  /** Nobody is told of it until then; 0: again. False where there is no such alarm. */
  mute(key: string, until: number, actor: string): Promise<boolean>;
}

export interface AlarmLook {
  readonly now: number;
  readonly every: number;
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
  readonly mutedUntil: number;
}
