import { writeFileSync } from "node:fs";
import { consolePage } from "./generate-console-page.ts";
import { geography } from "./generate-geography.ts";
import { operatorsSource } from "./generate-operators.ts";

const { source, runs } = geography();
write("src/routing/operators.data.ts", operatorsSource());
write("src/routing/geography.data.ts", source);
write("src/routing/geography.bin", runs);
write("docs/interfaces/console.md", consolePage());

function write(path: string, content: string | Buffer): void {
  writeFileSync(new URL(`../${path}`, import.meta.url), content);
}
