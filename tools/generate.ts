import { writeFileSync } from "node:fs";
import { geography } from "./generate-geography.ts";
import { operatorsSource } from "./generate-operators.ts";

const { source, runs } = geography();
write("operators.data.ts", operatorsSource());
write("geography.data.ts", source);
write("geography.bin", runs);

function write(name: string, content: string | Buffer): void {
  writeFileSync(new URL(`../src/routing/${name}`, import.meta.url), content);
}
