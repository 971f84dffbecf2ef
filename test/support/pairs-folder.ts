import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Pair } from "../../src/domain/environment/pair.ts";
import { aPair } from "./a-pair.ts";

/** A folder with these files, gone when the test is. */
export function pairsFolder(files: Readonly<Record<string, string | Pair>>): string {
  const folder = mkdtempSync(join(tmpdir(), "pairs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

/** A pair of somebody's own: nothing in it is a placeholder, and nothing is another pair's. */
export function ownPair(name: string, wanted: Partial<Pair> = {}): Pair {
  const own = JSON.stringify(aPair())
    .replaceAll("00000000-0000-0000-0000-000000000000", "6f1c2a8e-41d2-4b7f-9a53-0d7f5b1e2c11")
    .replaceAll("shop.example", `${name}.contoso.com`)
    .replaceAll("shop", name);
  return { ...(JSON.parse(own) as Pair), ...wanted };
}
