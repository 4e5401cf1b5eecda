import { DEFAULT_CIRCUIT } from "../../domain/defaults.ts";
import type { CircuitSettings } from "../../domain/directory.ts";
import { mapping, withDefault } from "../read/collections.ts";
import { duration } from "../read/duration.ts";
import type { Reader } from "../read/reader.ts";
import { scalar, whole } from "../read/scalars.ts";

function share(): Reader<number> {
  return scalar((value) =>
    typeof value === "number" && value > 0 && value <= 1 ? { value } : { wrong: "must be a number above 0, up to 1, like 0.5" },
  );
}

/** When a channel is left alone because it fails: settings, or the word `off`. */
export function circuit(): Reader<CircuitSettings | "off"> {
  const settings = mapping("circuit", {
    failures: withDefault(whole(1, 10_000), DEFAULT_CIRCUIT.failures),
    share: withDefault(share(), DEFAULT_CIRCUIT.share),
    window: withDefault(duration("1s", "10m"), DEFAULT_CIRCUIT.window),
    open: withDefault(duration("100ms", "5m"), DEFAULT_CIRCUIT.open),
  });
  const off = scalar((value) => (value === "off" ? { value: "off" as const } : { wrong: "must be off, or a mapping (key: value)" }));
  return { ...settings, read: (node, path, problems) => (node.kind === "scalar" ? off : settings).read(node, path, problems) };
}
