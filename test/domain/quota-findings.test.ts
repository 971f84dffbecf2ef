import { describe, expect, test } from "vitest";
import { roomFindings, type Room } from "../../src/domain/upgrade/quota-findings.ts";
import { aRoom, aWantedPool, offering } from "../support/a-room.ts";

const found = (wanted: Partial<Room>, hops = 2) =>
  roomFindings(aRoom(wanted), hops).map(({ code, severity }) => `${severity} ${code}`);

describe("a second cluster's machines", () => {
  test("three nodes and one that surges fit exactly what is free", () => {
    expect(found({ offer: offering(28) })).toEqual([]);
  });

  test("one vCPU too few refuses the upgrade, and says how many are missing and how to get them", () => {
    const [finding] = roomFindings(aRoom({ offer: offering(27) }), 2);
    expect(finding).toMatchObject({ code: "QUOTA_SHORT", severity: "blocking" });
    expect(finding?.message).toBe(
      "green needs 16 vCPUs of standardDSv5Family in westeurope (system 3 × 4; 4 while pools climb), and 15 of 27 are free: 1 too few.",
    );
    expect(finding?.fix).toContain("az quota update --resource-name standardDSv5Family");
    expect(finding?.fix).toContain("--limit-object value=28");
  });

  test("what only the autoscaler's maximum exceeds is a warning", () => {
    expect(found({ pools: [aWantedPool({ mostNodes: 5 })], offer: offering(30) })).toEqual([
      "warning QUOTA_SHORT_AT_MOST",
    ]);
    expect(found({ pools: [aWantedPool({ mostNodes: 5 })], offer: offering(36) })).toEqual([]);
  });

  test("pools climb side by side, so all that surges counts", () => {
    const pools = [aWantedPool(), aWantedPool({ name: "work", nodes: 2, mostNodes: 2, surge: 2 })];
    expect(found({ pools, offer: offering(44) })).toEqual([]);
    expect(found({ pools, offer: offering(43) })).toEqual(["blocking QUOTA_SHORT"]);
  });

  test("one that is built on the target never surges", () => {
    expect(found({ offer: offering(24) }, 0)).toEqual([]);
    expect(found({ offer: offering(23) }, 0)).toEqual(["blocking QUOTA_SHORT"]);
  });

  test("the region's total counts for every family", () => {
    const offer = offering(100);
    const quotas = offer.quotas.map((quota) => (quota.name === "cores" ? { ...quota, limit: 27 } : quota));
    expect(roomFindings(aRoom({ offer: { ...offer, quotas } }), 1)[0]?.message).toContain("vCPUs of cores");
  });

  test("spot machines have a quota of their own", () => {
    const pool = aWantedPool({ isSpot: true, nodes: 1, mostNodes: 1 });
    expect(found({ pools: [pool], offer: offering(12) })).toEqual([]);
    expect(found({ pools: [{ ...pool, nodes: 2, mostNodes: 2 }] })).toEqual(["blocking QUOTA_SHORT"]);
  });

  test("a pool without nodes asks for nothing", () => {
    const pool = aWantedPool({ nodes: 0, mostNodes: 0, surge: 0, vmSize: "Standard_Gone" });
    expect(found({ pools: [pool], offer: offering(12) })).toEqual([]);
  });
});

describe("a size", () => {
  const withSize = (size: object): Room["offer"] => {
    const offer = offering(100);
    return { ...offer, sizes: offer.sizes.map((one) => ({ ...one, ...size })) };
  };

  test("that the subscription may not have refuses the upgrade, with Azure's reason", () => {
    const offer = withSize({ refusedBecause: "NotAvailableForSubscription" });
    const [finding] = roomFindings(aRoom({ offer }), 2);
    expect(finding).toMatchObject({ code: "SIZE_RESTRICTED", severity: "blocking" });
    expect(finding?.message).toContain("(NotAvailableForSubscription)");
    expect(finding?.fix).toContain("az vm list-skus --location westeurope --size Standard_D4s_v5");
  });

  test("is needed in the pool's own zones only", () => {
    const offer = withSize({ zones: ["1", "2"] });
    expect(found({ pools: [aWantedPool({ zones: ["1", "3"] })], offer })).toEqual([
      "blocking SIZE_NOT_IN_ZONE",
    ]);
    expect(found({ pools: [aWantedPool({ zones: ["1", "2"] })], offer })).toEqual([]);
  });

  test("that the region does not list, or a pool that mixes them, is said and stops nobody", () => {
    expect(found({ pools: [aWantedPool({ vmSize: "Standard_X" })] })).toEqual(["warning SIZE_UNKNOWN"]);
    expect(found({ pools: [aWantedPool({ vmSize: undefined })] })).toEqual(["warning SIZE_UNKNOWN"]);
  });
});

test("what could not be looked at is said with the right that is missing, and stops nobody", () => {
  const [finding] = roomFindings(aRoom({ offer: { unread: "[AuthorizationFailed] no." } }), 2);
  expect(finding).toMatchObject({ code: "QUOTA_NOT_LOOKED_AT", severity: "warning" });
  expect(finding?.fix).toContain("Microsoft.Compute/locations/usages/read");
});
