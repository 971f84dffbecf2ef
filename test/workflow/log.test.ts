import { describe, expect, test } from "vitest";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { notificationLine } from "../../src/workflow/log-lines.ts";
import { stepAnswer, steps, type StepLog } from "../../src/workflow/register.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage, type StageOptions } from "../support/stage.ts";
import { storyOn } from "./a-story.ts";

interface Line {
  readonly event: string;
  readonly pair: string;
  readonly operation: string;
  readonly phase: string;
  readonly number: number;
}

/** A log that keeps what it is told. */
function aLog(): { log: StepLog; lines: () => readonly Line[]; faults: string[] } {
  const [texts, faults]: [string[], string[]] = [[], []];
  const log = {
    log: (text: string) => void texts.push(text),
    error: (text: string) => void faults.push(text),
  };
  return { log, lines: () => texts.map((text) => JSON.parse(text) as Line), faults };
}

const mostLines = 200;
const journalOf = (azure: FakeAzure) =>
  [...azure.documents.values()].flatMap((document) => document.journal.map((entry) => entry.event));

describe("the app's log", () => {
  test("tells an upgrade in at most 200 lines, each with pair, operation and phase", async () => {
    const { log, lines } = aLog();
    const azure = fakeAzure(aPair());
    await new Stage(azure.ports, undefined, { log }).play("upgrade");
    expect(lines().length).toBeLessThanOrEqual(mostLines);
    expect(lines().map((line) => line.event)).toEqual(journalOf(azure));
    for (const line of lines()) expect(line).toMatchObject({ pair: "shop", operation: "shop-1-upgrade" });
    expect(lines().filter((line) => typeof line.phase !== "string")).toEqual([]);
    expect([...new Set(lines().map((line) => line.phase))]).toEqual(
      "planning building upgrading deploying verifying swapping soaking retiring completed".split(" "),
    );
  });

  test("tells a pause and a rollback in the phase that they happen in", async () => {
    const { log, lines } = aLog();
    const story = storyOn(fakeAzure(aPair()), { log });
    story.sendIn("soaking", "pause");
    story.when("operation.paused", () => story.stage.send("rollBack"));
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "rolledBack" });
    const phaseOf = (event: string) => lines().find((line) => line.event === event)?.phase;
    expect(phaseOf("operation.paused")).toBe("paused");
    expect(phaseOf("rollback.begun")).toBe("rollingBack");
    expect(lines().at(-1)).toMatchObject({ event: "operation.ended", phase: "rolledBack" });
  });

  test("says nothing of an entry that could not be journaled, for it will be told again", async () => {
    const { log, lines } = aLog();
    const azure = fakeAzure(aPair());
    let refusals = 3;
    const portsFor: StageOptions["portsFor"] = (ports) => {
      const append: typeof ports.journals.append = async (...entry) => {
        if ((refusals -= 1) >= 0) throw new Error("the storage account is away");
        return ports.journals.append(...entry);
      };
      return { ...ports, journals: { ...ports.journals, append } };
    };
    await new Stage(azure.ports, undefined, { log, portsFor }).play("upgrade");
    expect(lines().map((line) => line.number)).toEqual(journalOf(azure).map((_event, at) => at + 1));
  });

  test("tells a fault of an activity with the operation that met it, and with the whole error", async () => {
    const { log, faults } = aLog();
    const azure = fakeAzure(aPair());
    const begun = steps.find((step) => step.name === "beginStop");
    if (begun === undefined) throw new Error("there is no such activity");
    const owner = { pair: "shop", operationId: "shop-1-upgrade", epoch: 1 };
    const records = { ...azure.ports.records, read: async () => Promise.reject(new TypeError("a bug")) };
    const ports = { ...azure.ports, records };
    const { operations } = new Stage(azure.ports);
    await stepAnswer(begun, { ports, input: { owner }, operations, log });
    expect(faults.map((text) => JSON.parse(text) as unknown)).toEqual([
      { event: "activity.failed", activity: "beginStop", pair: "shop", operation: "shop-1-upgrade" },
    ]);
  });

  test("tells what became of an event from outside", () => {
    const decision = {
      decision: "started",
      reason: "it is due",
      operationId: operationIdOf("shop", 1, "upgrade"),
    } as const;
    expect(JSON.parse(notificationLine("e-1", decision))).toEqual({
      event: "notification.taken",
      id: "e-1",
      decision: "started",
      operation: "shop-1-upgrade",
      reason: "it is due",
    });
  });
});
