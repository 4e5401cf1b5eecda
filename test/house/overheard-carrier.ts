import type { Channel, ChannelKind, Part } from "../../src/channels/channel.ts";
import { simulator } from "../../src/channels/simulator/index.ts";

/** What a recipient sees. */
export interface Received extends Pick<Part, "phone" | "source" | "text" | "medium"> {
  readonly media?: Buffer;
}

/** The simulated carrier, with what it was given to carry written down. */
export class OverheardCarrier implements ChannelKind {
  readonly kind = simulator.kind;
  readonly title = simulator.title;
  readonly parseOwn = simulator.parseOwn;
  readonly parts: Part[] = [];

  create(...given: Parameters<ChannelKind["create"]>): Channel {
    const channel = simulator.create(...given);
    return {
      start: () => channel.start(),
      ready: () => channel.ready(),
      isUp: () => channel.isUp(),
      stop: (deadline) => channel.stop(deadline),
      send: (part) => {
        this.parts.push(part);
        return channel.send(part);
      },
    };
  }

  /** What came to a phone, parts of a long text put together; the latest first. */
  to(phone: string): readonly Received[] {
    const whole = new Map<number, Part[]>();
    for (const part of this.parts) if (part.phone === phone) whole.set(part.messageId, [...(whole.get(part.messageId) ?? []), part]);
    return [...whole.values()].reverse().map((parts) => {
      const [{ source, medium, media }] = parts as [Part];
      const text = parts.toSorted((a, b) => a.part - b.part).map((part) => part.text);
      return { phone, source, medium, text: text.join(""), ...(media ? { media: Buffer.from(media) } : {}) };
    });
  }
}
