import { describe, expect, test } from "vitest";
import { attachedFindings, copiedKinds, type Attached } from "../../src/domain/upgrade/attached.ts";
import { findPlan } from "../../src/workflow/requests/find-plan.ts";
import { aPair } from "../support/a-pair.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aStory } from "./a-story.ts";

const [bindings, settings] = copiedKinds;

const one = (kind: string, more: Partial<Attached> = {}): Attached => ({
  kind,
  name: "audit",
  id: `/blue/${kind}/audit`,
  fate: "copied",
  why: "once the copy is built",
  command: null,
  ...more,
});

/** Blue has these; what is not copied is a finding, as the adapter tells it. */
function aStoryWith(...attached: readonly Attached[]) {
  const story = aStory();
  story.azure.attachedPlan = { attached, findings: attachedFindings("aks-shop-blue", attached) };
  return story;
}

describe("an upgrade whose active cluster has more than its body", () => {
  test("has the candidate get what can be copied before it climbs, each kind with its entry", async () => {
    const story = aStoryWith(one(bindings), one(settings));
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const { writes } = story.azure;
    const at = (write: string) => writes.findIndex((each) => each.startsWith(write));
    expect(at("copy trustedAccessRoleBindings to green")).toBeGreaterThan(at("create green"));
    expect(at("copy diagnosticSettings to green")).toBeLessThan(at("upgrade green to"));
    const told = story.told().filter(({ event }) => event === "attached.copied");
    expect(told.map(({ data }) => data["kind"])).toEqual([bindings, settings]);
  });

  test("goes on where Azure refuses one kind, says so, and copies the next", async () => {
    const story = aStoryWith(one(bindings), one(settings));
    story.azure.failing = { write: "copy trustedAccessRoleBindings to green", code: "AuthorizationFailed" };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.events()).toContain("attached.notCopied");
    expect(story.azure.writes).toContain("copy diagnosticSettings to green");
  });

  test("writes none of it to an environment that was kept", async () => {
    const story = aStoryWith(one(settings));
    story.azure.clusters.green = aCluster("green", { powerState: "Stopped" });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.azure.writes.filter((write) => write.startsWith("copy"))).toEqual([]);
  });

  test("is told in the plan what it will not have, with the command, and is not stopped by it", async () => {
    const command = "az lock create --name keep";
    const story = aStoryWith(one("locks", { fate: "notCopied", why: "it stands in the way", command }));
    const plan = await findPlan(story.azure.ports, aPair(), { kind: "upgrade", target: null });
    expect(plan.attached).toHaveLength(1);
    const [finding] = plan.findings.filter(({ code }) => code === "ATTACHED_NOT_COPIED");
    expect(finding).toMatchObject({ severity: "warning", fix: expect.stringContaining(command) });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  });
});

describe("a candidate beside the active", () => {
  const differences = [
    { path: "dnsPrefix", active: "blue", candidate: "green", why: "must differ" },
    { path: "a.new.default", active: null, candidate: "on", why: null },
  ];

  test("is compared before the first hop: counts, and names of what nothing explains", async () => {
    const story = aStory();
    story.azure.copyPlan = { findings: [], differences };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const events = story.events();
    expect(events.indexOf("candidate.compared")).toBeLessThan(events.indexOf("controlPlane.upgraded"));
    expect(story.told().find(({ event }) => event === "candidate.compared")?.data).toEqual({
      differences: 2,
      unexplained: 1,
      paths: ["a.new.default"],
    });
  });

  test("names no more of it than a journal can hold", async () => {
    const story = aStory();
    const many = Array.from({ length: 50 }, (_, nth) => ({
      path: `p${nth}`,
      active: 1,
      candidate: 2,
      why: null,
    }));
    story.azure.copyPlan = { findings: [], differences: many };
    await story.stage.play("upgrade");
    const data = story.told().find(({ event }) => event === "candidate.compared")?.data;
    expect(data).toMatchObject({ unexplained: 50 });
    expect(data?.["paths"]).toHaveLength(20);
  });
});
