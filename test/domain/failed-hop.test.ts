import { describe, expect, test } from "vitest";
import { answerTo, budgetsIn, isDrain } from "../../src/domain/upgrade/failed-hop.ts";

/** As users have reported them. */
const evicting =
  "Drain node aks-pool-1-vmss000000 failed when evicting pod web-0 failed with Too Many Requests error. See http://aka.ms/aks/debugdrainfailures. PDB debug info: shop/web-0 blocked by pdb web-pdb with 0 unready pods";
const older =
  "Drain of aks-infra002-1-vmss00000y did not complete: Too many req pod hook-1 on node aks-infra002-1-vmss00000y: system/hook-1 blocked by pdb hook with unready pods [].";

describe("a step of a hop that failed", () => {
  test.for([
    ["waits for a person where a budget holds a pod", "wait", "UpgradeFailed", evicting],
    ["knows a drain by older words, too", "wait", "Failed", older],
    ["waits for a person where pods do not go", "wait", "PodDrainFailure", "no text"],
    ["waits for a person to raise a quota", "wait", "QuotaExceeded", "no text"],
    ["waits for a person to widen a subnet", "wait", "SubnetIsFull", "no text"],
    ["waits for a person who has aborted it", "wait", "Canceled", "no text"],
    ["is tried again where a zone has no room now", "retry", "ZonalAllocationFailed", "no text"],
    [
      "is tried again where too much is asked of a zone",
      "retry",
      "OverconstrainedAllocationRequest",
      "no text",
    ],
    ["is tried again when throttled", "retry", "Throttled", "no text"],
    [
      "is known by the code within",
      "retry",
      "ReconcileVMSSAgentPoolFailed",
      'Code="AllocationFailed" Message="Allocation failed."',
    ],
    ["stops at a machine that the region does not sell", "stop", "SKUNotAvailable", "no text"],
    ["stops at a fault of the request", "stop", "ValidationError", "no text"],
    ["stops at a failed upgrade that is no drain", "stop", "UpgradeFailed", "no text"],
    ["stops at what every object has", "stop", "constructor", "no text"],
  ] as const)("%s", ([, answer, code, message]) => {
    expect(answerTo({ code, message })).toBe(answer);
  });

  test("names each budget once, with its namespace", () => {
    expect(budgetsIn(`${evicting}, ${evicting}, ${older}`)).toEqual(["shop/web-pdb", "system/hook"]);
    expect(budgetsIn("no text")).toEqual([]);
  });

  test("is a drain only where AKS says so", () => {
    expect(
      [evicting, older, "no room"].map((message) => isDrain({ code: "UpgradeFailed", message })),
    ).toEqual([true, true, false]);
  });
});
