/**
 * How many of a channel's slots a node should hold: as many as any other, and the odd ones by turns from channel to channel, so
 * that channels with a single slot are spread over the nodes.
 *
 * @param place of the node among all of them, from 0
 */
export function fairShare(slots: number, nodes: number, place: number, channelId: number): number {
  const odd = slots % nodes;
  const turn = (((place - channelId) % nodes) + nodes) % nodes;
  return Math.floor(slots / nodes) + (turn < odd ? 1 : 0);
}
