import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pairDocs } from "../support/pair-docs.ts";

test.for(pairDocs())(
  "$file says what the pair file's schema says; npm run docs writes it anew",
  ({ file, text }) => {
    expect(readFileSync(join(import.meta.dirname, "../..", file), "utf8")).toBe(text);
  },
);
