import type { LaneHead } from "./dispatch.ts";

/**
 * What other processes on this store have done, told so that nobody has to ask all the time. News may be late, come twice or get
 * lost: whoever listens asks the store as well, now and then.
 */
export interface NewsStore {
  /** Whether others' news come here at this moment; where they don't, the store is asked more often. */
  readonly arrives: boolean;
  /** Hears what other processes tell from now on. Answers how to stop that. */
  subscribe(listener: (news: News) => void): () => void;
  /** Tells the others, in a moment, together with what else there is to tell. What a process tells its own listeners don't hear. */
  tell(news: ToldNews): void;
}

export type ToldNews =
  /** These lanes have something due, or soon will. */
  | { readonly kind: "lanes"; readonly lanes: readonly LaneHead[] }
  /** There may be something to push; inbound texts have come. */
  | { readonly kind: "pushes" | "inbound" };

export type News =
  | ToldNews
  /** The directory, rules or a blacklist have changed; a channel is to be tried. The store tells that by itself. */
  | { readonly kind: "directory" | "channel-tests" }
  /** More lanes than can be told. */
  | { readonly kind: "many-lanes" }
  /** News were lost for a while, or have just begun to come. */
  | { readonly kind: "anything" };
