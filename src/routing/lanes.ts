import { CONTENT_CLASSES, type ContentClass, MEDIA, type Medium, OPERATORS, type Operator } from "../domain/message.ts";

/**
 * A lane is a queue of messages that the same channels may carry: product, medium, operator and content class in one
 * number. Messages of one lane wait for each other; lanes never do, so that a slow or broken route holds up nobody else.
 * The channel itself is chosen when a message leaves its lane, from the product as it is then.
 */
export interface Lane {
  readonly productId: number;
  readonly medium: Medium;
  readonly operator: Operator;
  readonly class: ContentClass;
}

const SLOTS = 8;

/** Below 2^53 for any product id that fits 32 bits; never negative. */
export function laneOf(lane: Lane): number {
  const medium = lane.productId * MEDIA.length + MEDIA.indexOf(lane.medium);
  const operator = medium * SLOTS + OPERATORS.indexOf(lane.operator);
  return operator * SLOTS + CONTENT_CLASSES.indexOf(lane.class);
}

/** The inverse; undefined for a number that no lane has. */
export function readLane(lane: number): Lane | undefined {
  const contentClass = CONTENT_CLASSES[lane % SLOTS];
  const operator = OPERATORS[Math.floor(lane / SLOTS) % SLOTS];
  const rest = Math.floor(lane / SLOTS / SLOTS);
  const medium = MEDIA[rest % MEDIA.length];
  if (!contentClass || !operator || !medium || lane < 0) return undefined;
  return { productId: Math.floor(rest / MEDIA.length), medium, operator, class: contentClass };
}

/** Lanes with smaller ones go first where they compete for a channel: codes before notices before campaigns. */
export function precedence(lane: number): number {
  return lane % SLOTS;
}
