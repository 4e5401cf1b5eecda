#!/usr/bin/env node
import { main } from "../src/main.ts";

// whoever reads what is printed may have seen enough (`yizhan … | head`); a server goes on
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main(process.argv.slice(2));
