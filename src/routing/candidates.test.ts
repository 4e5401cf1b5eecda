import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { ChannelConfig, Route } from "../domain/directory.ts";
import { candidates, type Destination, provincePlace } from "./candidates.ts";

function directory(channels: readonly ChannelConfig[], routes: readonly Route[]) {
  const products = [{ id: 1, name: "standard", routes }];
  return indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts: [], channels, products });
}

const SMS: Route = { media: "sms", operators: ["mobile"], channels: [1] };

function to(own: Partial<Destination> = {}): Destination {
  return { medium: "sms", operator: "mobile", province: undefined, class: "notice", ...own };
}

function ids(found: ReturnType<typeof candidates>): readonly number[] | string {
  return found.ok ? found.channels.map((channel) => channel.id) : found.refusal.reason;
}

describe("the channels to an operator", () => {
  const two = [sampleChannel({ id: 1 }), sampleChannel({ id: 2, name: "b" })];

  it("are those of the product's route, in its order", () => {
    expect(ids(candidates(directory(two, [{ ...SMS, channels: [2, 1] }]), 1, to()))).toEqual([2, 1]);
  });

  it("are those of all routes that lead there, one after another", () => {
    const routes = [{ ...SMS, channels: [2] }, { ...SMS, operators: ["unicom"] as const }, SMS];
    expect(ids(candidates(directory(two, routes), 1, to()))).toEqual([2, 1]);
  });

  it("are without those that are switched off, of another medium, or not for the operator", () => {
    const others = [
      sampleChannel({ id: 1, enabled: false }),
      sampleChannel({ id: 2, media: "mms" }),
      sampleChannel({ id: 3, operators: ["unicom"] }),
      sampleChannel({ id: 4 }),
    ];
    expect(ids(candidates(directory(others, [{ ...SMS, channels: [1, 2, 3, 4] }]), 1, to()))).toEqual([4]);
  });
});

describe("there is no way, for want of", () => {
  const one = directory([sampleChannel()], [SMS]);

  it("a product", () => {
    expect(ids(candidates(one, undefined, to()))).toBe("product-missing");
    expect(ids(candidates(one, 99, to()))).toBe("product-missing");
  });

  it("a route to the operator, or for the medium", () => {
    expect(ids(candidates(one, 1, to({ operator: "telecom" })))).toBe("recipient-unroutable");
    expect(ids(candidates(one, 1, to({ medium: "mms" })))).toBe("recipient-unroutable");
    expect(ids(candidates(directory([], []), 1, to()))).toBe("recipient-unroutable");
  });

  it("a channel that is switched on", () => {
    expect(ids(candidates(directory([sampleChannel({ enabled: false })], [SMS]), 1, to()))).toBe("channel-missing");
    expect(ids(candidates(directory([], [SMS]), 1, to()))).toBe("channel-missing");
  });
});

describe("the narrower route", () => {
  const four = [1, 2, 3, 4].map((id) => sampleChannel({ id, name: `c${id}` }));
  const routes: readonly Route[] = [
    { ...SMS, channels: [1] },
    { ...SMS, channels: [2], classes: ["verification"] },
    { ...SMS, channels: [3], provinces: ["广东", "广西"] },
    { ...SMS, channels: [4], provinces: ["广东"], classes: ["verification"] },
  ];
  const order = (own: Partial<Destination>) => ids(candidates(directory(four, routes), 1, to(own)));

  it("goes first: province and class, province, class, neither; the others are fallbacks", () => {
    expect(order({ province: "广东", class: "verification" })).toEqual([4, 3, 2, 1]);
    expect(order({ province: "广西", class: "verification" })).toEqual([3, 2, 1]);
    expect(order({ province: "四川", class: "verification" })).toEqual([2, 1]);
    expect(order({ province: "广东" })).toEqual([3, 1]);
  });

  it("is none of the provinces' for a number whose province isn't known", () => {
    expect(order({})).toEqual([1]);
    const found = candidates(directory(four, routes.slice(2)), 1, to());
    expect(found.ok || found.refusal).toMatchObject({
      reason: "recipient-unroutable",
      detail: expect.stringContaining("unknown province"),
    });
  });

  it("counts a channel of two routes once, where it comes first", () => {
    const twice = [
      { ...SMS, channels: [1, 2] },
      { ...SMS, channels: [2, 3], classes: ["notice"] as const },
    ];
    expect(ids(candidates(directory(four, twice), 1, to()))).toEqual([2, 3, 1]);
  });
});

describe("turns", () => {
  const four = [1, 2, 3, 4].map((id) => sampleChannel({ id, name: `c${id}` }));
  const tiers = (routes: readonly Route[]) => {
    const found = candidates(directory(four, routes), 1, to());
    return found.ok ? found.candidates.map(({ channel, tier, weight }) => [channel.id, tier, weight]) : [];
  };

  it("are one after another where none are stated", () => {
    expect(tiers([{ ...SMS, channels: [2, 1] }])).toEqual([
      [2, 0, 1],
      [1, 1, 1],
    ]);
  });

  it("go by priority, whatever the order, and are shared within one", () => {
    const turns = [9, 1, 9, 3].map((priority, index) => ({ priority, weight: index + 1 }));
    expect(tiers([{ ...SMS, channels: [1, 2, 3, 4], turns }])).toEqual([
      [2, 0, 2],
      [4, 1, 4],
      [1, 2, 1],
      [3, 2, 3],
    ]);
  });
});

describe("the province of a lane", () => {
  const asking = { id: 1, name: "p", routes: [{ ...SMS, provinces: ["北京"] }] };

  it("is the number's where a route of the medium asks for provinces, else none", () => {
    expect(provincePlace(asking, "sms", "13800138000")).toBe(1);
    expect(provincePlace(asking, "mms", "13800138000")).toBe(0);
    expect(provincePlace({ ...asking, routes: [SMS] }, "sms", "13800138000")).toBe(0);
    expect(provincePlace(undefined, "sms", "13800138000")).toBe(0);
    expect(provincePlace(asking, "sms", "+85291234567")).toBe(0);
  });
});
