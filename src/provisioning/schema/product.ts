import type { ProductPlan } from "../../domain/provisioning.ts";
import { list, mapping, required, withDefault } from "../read/collections.ts";
import type { Reader } from "../read/reader.ts";
import { medium, name, operators } from "./names.ts";

function route(): Reader<ProductPlan["routes"][number]> {
  return mapping("a route", {
    media: withDefault(medium(), "sms"),
    operators: required(operators()),
    channels: required(list(name(), { min: 1, max: 50, unique: { by: (channel) => channel } })),
  });
}

/** A product and its routes. Where several fit a message, their channels count in the order of the routes. */
export function product(): Reader<ProductPlan> {
  return mapping("a product", { name: required(name()), routes: required(list(route(), { max: 100 })) });
}
