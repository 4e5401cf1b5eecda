import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { ChannelConfig, Route } from "../domain/directory.ts";
import { candidates } from "./candidates.ts";

function directory(channels: readonly ChannelConfig[], routes: readonly Route[]) {
  const products = [{ id: 1, name: "standard", routes }];
  return indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts: [], channels, products });
}

const SMS: Route = { media: "sms", operators: ["mobile"], channels: [1] };

function ids(found: ReturnType<typeof candidates>): readonly number[] | string {
  return found.ok ? found.channels.map((channel) => channel.id) : found.refusal.reason;
}

describe("the channels to an operator", () => {
  const two = [sampleChannel({ id: 1 }), sampleChannel({ id: 2, name: "b" })];

  it("are those of the product's route, in its order", () => {
    expect(ids(candidates(directory(two, [{ ...SMS, channels: [2, 1] }]), 1, "sms", "mobile"))).toEqual([2, 1]);
  });

  it("are those of all routes that lead there, one after another", () => {
    const routes = [{ ...SMS, channels: [2] }, { ...SMS, operators: ["unicom"] as const }, SMS];
    expect(ids(candidates(directory(two, routes), 1, "sms", "mobile"))).toEqual([2, 1]);
  });

  it("are without those that are switched off, of another medium, or not for the operator", () => {
    const others = [
      sampleChannel({ id: 1, enabled: false }),
      sampleChannel({ id: 2, media: "mms" }),
      sampleChannel({ id: 3, operators: ["unicom"] }),
      sampleChannel({ id: 4 }),
    ];
    expect(ids(candidates(directory(others, [{ ...SMS, channels: [1, 2, 3, 4] }]), 1, "sms", "mobile"))).toEqual([4]);
  });
});

describe("there is no way, for want of", () => {
  const one = directory([sampleChannel()], [SMS]);

  it("a product", () => {
    expect(ids(candidates(one, undefined, "sms", "mobile"))).toBe("product-missing");
    expect(ids(candidates(one, 99, "sms", "mobile"))).toBe("product-missing");
  });

  it("a route to the operator, or for the medium", () => {
    expect(ids(candidates(one, 1, "sms", "telecom"))).toBe("recipient-unroutable");
    expect(ids(candidates(one, 1, "mms", "mobile"))).toBe("recipient-unroutable");
    expect(ids(candidates(directory([], []), 1, "sms", "mobile"))).toBe("recipient-unroutable");
  });

  it("a channel that is switched on", () => {
    expect(ids(candidates(directory([sampleChannel({ enabled: false })], [SMS]), 1, "sms", "mobile"))).toBe("channel-missing");
    expect(ids(candidates(directory([], [SMS]), 1, "sms", "mobile"))).toBe("channel-missing");
  });
});
