import { testDialect } from "../../src/dialects/conformance.ts";
import { samples } from "./conformance.ts";
import { toy } from "./dialect.ts";

testDialect(toy, samples);
