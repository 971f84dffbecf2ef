import { describe, expect, test } from "vitest";
import { findPlan } from "../../src/workflow/requests/find-plan.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { aRoom, offering } from "../support/a-room.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { aStory } from "./a-story.ts";

const blue = clusterIdOf("blue");
const lock = {
  id: `${blue}/providers/Microsoft.Authorization/locks/keep`,
  scope: blue,
  level: "ReadOnly",
};

describe("an upgrade is refused, and nothing is written, where", () => {
  test("the region has no machines for a second cluster", async () => {
    const story = aStory();
    story.azure.preflight.room = aRoom({ offer: offering(20) });
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "failed" });
    expect(story.azure.documents.get("shop-1-upgrade")?.head.why).toContain("QUOTA_SHORT");
    expect(story.azure.writes).toEqual([]);
  });

  test("a lock makes the cluster read-only", async () => {
    const story = aStory();
    story.azure.preflight.locks = [lock];
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "failed" });
    expect(story.azure.documents.get("shop-1-upgrade")?.head.why).toContain("LOCKED");
    expect(story.azure.writes).toEqual([]);
  });
});

describe("a waiver in the pair file", () => {
  const waivers = [{ code: "QUOTA_SHORT", reason: "raised in a minute", expires: "2026-12-31" }] as const;
  const planAt = async (at: string | undefined) => {
    const azure = fakeAzure(aPair({ waivers }));
    azure.preflight.room = aRoom({ offer: offering(20) });
    const request = { kind: "upgrade", target: null, ...(at === undefined ? {} : { at }) } as const;
    return (await findPlan(azure.ports, aPair({ waivers }), request)).findings;
  };

  test("lets the upgrade go on, and the plan says why and until when", async () => {
    for (const at of [undefined, "2026-12-31T23:00:00Z"]) {
      const [finding, ...others] = await planAt(at);
      expect(finding).toMatchObject({ code: "QUOTA_SHORT", severity: "warning" });
      expect(finding?.message).toContain("waives this until 2026-12-31: raised in a minute");
      expect(others).toEqual([]);
    }
  });

  test("counts no more from the day after, and that is told besides what it waived", async () => {
    expect(await planAt("2027-01-01T00:00:00Z")).toMatchObject([
      { code: "QUOTA_SHORT", severity: "blocking" },
      { code: "WAIVER_EXPIRED", severity: "warning" },
    ]);
  });
});

const codesOf = async (
  kind: "upgrade" | "rollback",
  prepare: (azure: ReturnType<typeof fakeAzure>) => void,
) => {
  const azure = fakeAzure(aPair());
  prepare(azure);
  const plan = await findPlan(azure.ports, aPair(), { kind, target: null, at: "2026-11-05T09:00:00Z" });
  return plan.findings.map(({ code }) => code);
};

test("what Azure does not let us look at is told, and an upgrade may begin", async () => {
  const codes = await codesOf("upgrade", (azure) => {
    azure.preflight.locks = { unread: "no" };
    azure.preflight.room = aRoom({ offer: { unread: "no" } });
  });
  expect(codes).toEqual(["LOCKS_NOT_LOOKED_AT", "QUOTA_NOT_LOOKED_AT"]);
});

test("users who want back are not kept by a lock, which Azure may not even mind", async () => {
  const codes = await codesOf("rollback", (azure) => {
    azure.clusters = { blue: aCluster("blue"), green: aCluster("green") };
    azure.preflight.locks = [lock];
  });
  expect(codes).not.toContain("LOCKED");
});

test("an operation that somebody else has begun is told of either cluster", async () => {
  const codes = await codesOf("upgrade", (azure) => {
    azure.clusters = { blue: aCluster("blue"), green: aCluster("green", { provisioningState: "Upgrading" }) };
  });
  expect(codes).toContain("OPERATION_RUNNING");
});
