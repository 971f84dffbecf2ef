import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { steps } from "../../src/workflow/register.ts";

const hostJson = JSON.parse(readFileSync(join(import.meta.dirname, "../../host.json"), "utf8")) as {
  logging: { logLevel: Readonly<Record<string, string>> };
};

/** As the host picks it: the longest name that the category begins with, else the default. */
function levelOf(category: string): string | undefined {
  const { logLevel } = hostJson.logging;
  const names = Object.keys(logLevel).filter((name) => category.startsWith(name));
  return logLevel[names.toSorted((a, b) => b.length - a.length)[0] ?? "default"];
}

// the categories: https://learn.microsoft.com/azure/azure-functions/configure-monitoring#configure-categories and
// https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-diagnostics
describe("what the host writes to the log of an app at rest or under way", () => {
  test.for([
    ["requests to the storage account", "Azure.Core", "Warning"],
    ["tokens", "Azure.Identity", "Warning"],
    ["leases and queues of Durable", "DurableTask.AzureStorage", "Warning"],
    ["turns of orchestrations", "DurableTask.Core", "Warning"],
    ["steps of orchestrations", "Host.Triggers.DurableTask", "Warning"],
    ["each call of an activity", "Function.pollCluster", "Warning"],
    ["each call that worked", "Host.Results", "Error"],
  ] as const)("%s only when something is wrong", ([, category, level], { expect }) => {
    expect(levelOf(category)).toBe(level);
  });

  test("its start, and whatever else it has to say", () => {
    expect(levelOf("Host.Startup")).toBe("Information");
  });

  test("every line that the app tells", () => {
    const telling = steps.filter((step) => step.lines !== undefined).map((step) => step.name);
    expect(telling).toEqual(["appendJournal"]);
    for (const name of [...telling, "clusterSupport"])
      expect(levelOf(`Function.${name}.User`)).toBe("Information");
  });
});
