import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pairDocs } from "./pair-docs.ts";

/** `npm run docs`: writes what is generated from the schemas; a test fails while it is stale. */
for (const { file, text } of pairDocs()) writeFileSync(join(import.meta.dirname, "../..", file), text);
