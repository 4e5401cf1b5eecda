import { CONTENT_CLASSES, type ContentClass, MEDIA, type Medium, OPERATORS, type Operator } from "../domain/message.ts";

/**
 * A lane is a queue of one account's messages that the same channels may carry: account, medium, operator, province and
 * content class in one number. Messages of one lane wait for each other; lanes never do, so that neither a slow route nor a
 * customer's campaign holds up anybody else. Product and channel are looked up when a message leaves its lane, so that what
 * waits follows a change of either.
 */
export interface Lane {
  readonly accountId: number;
  readonly medium: Medium;
  readonly operator: Operator;
  readonly class: ContentClass;
  /** 0: any, as no route of the account's product asks; else a province's place in the list of provinces, from 1 to 63. */
  readonly province: number;
}

/** Places for each field, of which some are free. They are part of the stored data: never narrowed, never reordered. */
const CLASSES = 8;
const CARRIERS = 8;
const KINDS = 4;
const PROVINCES = 64;

/** Below 2^53 for any account id that fits 32 bits; never negative. The lanes of one account are neighbours. */
export function laneOf(lane: Lane): number {
  const province = lane.accountId * PROVINCES + lane.province;
  const medium = province * KINDS + MEDIA.indexOf(lane.medium);
  const operator = medium * CARRIERS + OPERATORS.indexOf(lane.operator);
  return operator * CLASSES + CONTENT_CLASSES.indexOf(lane.class);
}

/** The inverse; undefined for a number that no lane has. */
export function readLane(lane: number): Lane | undefined {
  const contentClass = CONTENT_CLASSES[lane % CLASSES];
  const operators = Math.floor(lane / CLASSES);
  const operator = OPERATORS[operators % CARRIERS];
  const media = Math.floor(operators / CARRIERS);
  const medium = MEDIA[media % KINDS];
  if (!contentClass || !operator || !medium || lane < 0) return undefined;
  return { accountId: accountOf(lane), medium, operator, class: contentClass, province: Math.floor(media / KINDS) % PROVINCES };
}

/** Whose messages wait in a lane. */
export function accountOf(lane: number): number {
  return Math.floor(lane / (CLASSES * CARRIERS * KINDS * PROVINCES));
}

/** Lanes with smaller ones go first where they compete for a channel: codes before notices before campaigns. */
export function precedence(lane: number): number {
  return lane % CLASSES;
}
