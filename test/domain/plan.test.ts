import { describe, expect, test } from "vitest";
import {
  blockingFindings,
  makePlan,
  type PlanFacts,
  type PlannedCluster,
} from "../../src/domain/upgrade/plan.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { aGroup, aRouter } from "../support/a-router.ts";

const offered = ["1.34.9", "1.35.5", "1.36.4"].map((version) => ({ version, isPreview: false }));
const cluster = (color: string, wanted: Partial<PlannedCluster> = {}): PlannedCluster => ({
  id: clusterIdOf(color),
  version: "1.34.9",
  pools: [{ name: "system", version: "1.34.9", nodes: 3 }],
  hasFailedPool: false,
  stoppedPools: [],
  provisioningState: "Succeeded",
  powerState: "Running",
  ...wanted,
});
const facts = (wanted: Partial<PlanFacts> = {}): PlanFacts => ({
  router: aRouter("blue"),
  clusters: { blue: cluster("blue"), green: null },
  offered,
  closedGate: null,
  activeIsWell: null,
  at: null,
  readiness: [],
  ...wanted,
});
const upgrade = { kind: "upgrade", target: null } as const;
const codes = (
  found: PlanFacts,
  request: { kind: "upgrade" | "rollback"; target: string | null } = upgrade,
) => blockingFindings(makePlan(aPair(), found, request)).map((finding) => finding.code);

describe("a plan", () => {
  test("with nothing kept builds a copy on the active's version and climbs every minor", () => {
    expect(makePlan(aPair(), facts(), upgrade)).toMatchObject({
      active: "blue",
      candidate: "green",
      buildVersion: "1.34.9",
      versions: { from: "1.34.9", target: "1.36.4", hops: ["1.35.5", "1.36.4"] },
      findings: [],
    });
  });

  test("has a copy's stopped pools stay on what it is built on, and refuses a target too far above", () => {
    const far = ["1.34.9", "1.35.5", "1.36.4", "1.37.1", "1.38.0"].map((version) => ({
      version,
      isPreview: false,
    }));
    const stoppedPools = [{ name: "gpu", version: "1.34.9" }];
    const clusters = { blue: cluster("blue", { stoppedPools }), green: null };
    expect(codes(facts({ clusters, offered: far }))).toEqual(["POOL_SKEW"]);
    expect(codes(facts({ clusters, offered: far.slice(0, 4) }))).toEqual([]);
  });

  test("with a kept environment starts it and climbs from its own version", () => {
    const clusters = {
      blue: cluster("blue"),
      green: cluster("green", {
        version: "1.35.5",
        pools: [{ name: "system", version: "1.35.5", nodes: 3 }],
      }),
    };
    expect(makePlan(aPair(), facts({ clusters }), upgrade)).toMatchObject({
      buildVersion: null,
      versions: { hops: ["1.36.4"] },
    });
  });

  test("first brings pools up that an earlier run left behind", () => {
    const clusters = {
      blue: cluster("blue"),
      green: cluster("green", {
        version: "1.35.5",
        pools: [{ name: "system", version: "1.34.9", nodes: 3 }],
      }),
    };
    expect(makePlan(aPair(), facts({ clusters }), upgrade).versions.hops).toEqual(["1.35.5", "1.36.4"]);
  });

  test("goes on with a kept environment whose pool a drain has left failed, and refuses one that failed otherwise", () => {
    const failed = { version: "1.36.4", poolVersions: ["1.36.4"], provisioningState: "Failed" };
    const planFor = (hasFailedPool: boolean) => {
      const clusters = { blue: cluster("blue"), green: cluster("green", { ...failed, hasFailedPool }) };
      return makePlan(aPair(), facts({ clusters }), upgrade);
    };
    expect(planFor(true)).toMatchObject({ versions: { hops: ["1.36.4"] }, findings: [] });
    expect(planFor(false).findings.map(({ code }) => code)).toEqual(["CANDIDATE_FAILED"]);
  });

  test("goes the other way once green is active", () => {
    const clusters = {
      blue: cluster("blue"),
      green: cluster("green", {
        version: "1.35.5",
        pools: [{ name: "system", version: "1.35.5", nodes: 3 }],
      }),
    };
    expect(makePlan(aPair(), facts({ router: aRouter("green"), clusters }), upgrade)).toMatchObject({
      active: "green",
      candidate: "blue",
    });
  });

  test("tells what it takes and how users would be taken back", () => {
    const plan = makePlan(aPair(), facts(), upgrade);
    expect(plan.expectedMinutes).toBe(plan.steps.reduce((sum, step) => sum + step.expectedMinutes, 0));
    expect(plan.wayBack.how).toContain("one write");
  });

  test("of a rollback neither climbs nor deploys", () => {
    const clusters = { blue: cluster("blue"), green: cluster("green", { powerState: "Stopped" }) };
    const plan = makePlan(aPair(), facts({ clusters }), { kind: "rollback", target: null });
    expect(plan.steps.map((step) => step.phase)).toEqual([
      "planning",
      "building",
      "verifying",
      "swapping",
      "soaking",
      "retiring",
    ]);
    expect(blockingFindings(plan)).toEqual([]);
  });
});

describe("a plan is refused", () => {
  test("when the target is not offered", () => {
    expect(codes(facts(), { kind: "upgrade", target: "1.37" })).toEqual(["TARGET_NOT_OFFERED"]);
  });

  test("when the active cluster is there already", () => {
    const clusters = { blue: cluster("blue", { version: "1.36.4" }), green: null };
    expect(codes(facts({ clusters }))).toEqual(["NOTHING_TO_DO"]);
  });

  test("when a rollback has nothing to go back to", () => {
    expect(codes(facts(), { kind: "rollback", target: null })).toEqual(["NOTHING_TO_GO_BACK_TO"]);
  });

  test("when sticky sessions would keep users on the previous environment", () => {
    const groups = { blue: aGroup("blue", { sessionAffinity: true }), green: aGroup("green") };
    expect(codes(facts({ router: aRouter("blue", { groups }) }))).toEqual(["SESSION_AFFINITY"]);
  });

  test("when the groups probe differently", () => {
    const probe = {
      path: "/.well-known/environment",
      method: "HEAD",
      protocol: "Https",
      intervalSeconds: 15,
      sampleSize: 4,
      successfulSamplesRequired: 3,
    };
    const groups = { blue: aGroup("blue"), green: aGroup("green", { probe }) };
    expect(codes(facts({ router: aRouter("blue", { groups }) }))).toEqual(["PROBES_DIFFER"]);
  });

  test("when the route is disabled, or points elsewhere", () => {
    expect(codes(facts({ router: aRouter("blue", { routeEnabled: false }) }))).toEqual(["ROUTE_UNUSABLE"]);
    expect(codes(facts({ router: aRouter("blue", { routedGroup: undefined }) }))).toEqual(["ROUTE_UNUSABLE"]);
  });

  test("when the active cluster is not running", () => {
    const clusters = { blue: cluster("blue", { powerState: "Stopped" }), green: null };
    expect(codes(facts({ clusters }))).toEqual(["ACTIVE_NOT_RUNNING"]);
  });
});
