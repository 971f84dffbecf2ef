import { describe, expect, test } from "vitest";
import type { OrchestrationContext, Story } from "../../src/workflow/durable.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { Stage } from "../support/stage.ts";

const minuteMs = 60_000;

function open(stories: Record<string, (context: OrchestrationContext) => Story<unknown>>) {
  const azure = fakeAzure(aPair());
  return { azure, stage: new Stage(azure.ports, undefined, { stories }) };
}

const play = async (stage: Stage) => stage.run("upgrade", "shop-1-upgrade", { rounds: 3 });

describe("the scripted host", () => {
  test("serves waiters of one event last in first out, and keeps what nobody waits for", async () => {
    const { stage } = open({
      upgrade: function* ({ df }) {
        const waiters = [df.waitForExternalEvent("command"), df.waitForExternalEvent("command")];
        yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + minuteMs));
        const later = df.waitForExternalEvent("command");
        return waiters.map((waiter) => waiter.isCompleted).concat(later.isCompleted);
      },
    });
    for (const seconds of [1, 2, 3]) stage.at(stage.nowMs + seconds * 1000, () => stage.send("pause"));
    expect(await play(stage)).toEqual([true, true, true]);
  });

  test("begins anew with another input, and what came meanwhile is lost", async () => {
    const { stage } = open({
      upgrade: function* ({ df }) {
        const { rounds } = df.getInput<{ rounds: number }>();
        if (rounds === 0) return df.waitForExternalEvent("command").isCompleted;
        yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + minuteMs));
        df.continueAsNew({ rounds: rounds - 1 });
        return null;
      },
    });
    const begunMs = stage.nowMs;
    stage.at(begunMs + 1000, () => stage.send("pause"));
    expect(await play(stage)).toBe(false);
    expect(stage.nowMs - begunMs).toBe(3 * minuteMs);
  });

  test("ends an owner and leaves its children running", async () => {
    const { stage } = open({
      upgrade: function* ({ df }) {
        yield df.callSubOrchestrator("child", {});
        return null;
      },
      child: function* ({ df }) {
        yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + minuteMs));
        return null;
      },
    });
    stage.at(stage.nowMs + 1000, () => stage.failInstance("shop-1-upgrade"));
    await expect(play(stage)).rejects.toThrow("failed");
    expect(stage.running().map(({ name }) => name)).toEqual(["child"]);
  });
});

describe("the scripted Front Door", () => {
  test("has told a write before its edges know it, and each learns it at its own time", async () => {
    const { azure, stage } = open({
      upgrade: function* ({ df }) {
        yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + 10 * minuteMs));
        return null;
      },
    });
    azure.edges = [
      { afterMinutes: 5, probeSeconds: 0 },
      { afterMinutes: 15, probeSeconds: 0 },
    ];
    azure.onChange();
    await azure.ports.router.begin(aPair(), { kind: "route", to: "green" });
    expect(azure.router.routedGroup).toBe("green");
    expect(azure.users().blue).toBe(1);
    await play(stage);
    expect(azure.users()).toMatchObject({ blue: 0.5, green: 0.5 });
  });

  test("spreads users over every enabled origin when all fail their probes, a stopped one included", async () => {
    const { azure } = open({});
    await azure.ports.clusters.beginStop(clusterIdOf("blue"));
    azure.onChange();
    expect(azure.users().blue).toBe(1);
    expect(azure.isUp("blue")).toBe(false);
  });

  test("does not let the last enabled origin of a routed group go", async () => {
    const { azure } = open({});
    const disable = { kind: "entry", group: "blue", origin: "blue", set: { enabled: false } } as const;
    await expect(azure.ports.router.begin(aPair(), disable)).rejects.toThrow("BadRequest");
    expect(azure.writes).toEqual([]);
  });

  test("keeps a disabled route disabled when a write does not say otherwise", async () => {
    const { azure } = open({});
    azure.router = { ...azure.router, routeEnabled: false };
    const weight = { kind: "entry", group: "blue", origin: "blue", set: { weight: 5 } } as const;
    await azure.ports.router.begin(aPair(), weight);
    expect(azure.router.routeEnabled).toBe(false);
    expect(azure.users().nobody).toBe(1);
  });
});
