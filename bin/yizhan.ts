#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";

// types are stripped at the first start and not at every one; where the folder can't be written, they are
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/yizhan-compiled"));

// whoever reads what is printed may have seen enough (`yizhan … | head`); a server goes on
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const { main } = await import("../src/main.ts");
process.exitCode = await main(process.argv.slice(2));
