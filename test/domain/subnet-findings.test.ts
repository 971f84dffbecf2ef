import { expect, test } from "vitest";
import { subnetFindings, type AddressedPool } from "../../src/domain/upgrade/subnet-findings.ts";

const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
const pool = (wanted: Partial<AddressedPool> = {}): AddressedPool => ({
  name: "system",
  nodes: 3,
  mostNodes: 3,
  surge: 1,
  subnetId: id,
  addressesEach: 31,
  ...wanted,
});
const findings = (free: number, pools = [pool()], hops = 2) =>
  subnetFindings({ candidate: "green", pools, subnets: [{ id, free }] }, hops);
const codes = (...asked: Parameters<typeof findings>) =>
  findings(...asked).map(({ code, severity }) => `${severity} ${code}`);

test("a subnet has to hold nodes, their pods, and what surges with it", () => {
  expect(codes(124)).toEqual([]);
  expect(codes(123)).toEqual(["blocking SUBNET_FULL"]);
  expect(findings(123)[0]?.message).toBe(
    "green needs 124 addresses in the subnet (system 3 × 31; 31 while a pool climbs), and 123 are free: 1 too few.",
  );
  expect(findings(123)[0]?.fix).toContain(`az network vnet subnet update --ids ${id}`);
});

test("one that is built on the target never surges", () => {
  expect(codes(93, [pool()], 0)).toEqual([]);
  expect(codes(92, [pool()], 0)).toEqual(["blocking SUBNET_FULL"]);
});

test("pools of one subnet count together, however its id is spelt, and only the largest surge", () => {
  const work = pool({ name: "work", subnetId: id.toUpperCase(), addressesEach: 1, surge: 2 });
  expect(codes(127, [pool(), work])).toEqual([]);
  expect(codes(126, [pool(), work])).toEqual(["blocking SUBNET_FULL"]);
});

test("what only the autoscaler's maximum exceeds is a warning", () => {
  expect(codes(185, [pool({ mostNodes: 5 })])).toEqual(["warning SUBNET_FULL_AT_MOST"]);
  expect(codes(186, [pool({ mostNodes: 5 })])).toEqual([]);
});

test("a subnet that could not be looked at is said with the right that is missing", () => {
  const subnets = [{ id, unread: "[AuthorizationFailed] no." }];
  const [finding] = subnetFindings({ candidate: "green", pools: [pool()], subnets }, 2);
  expect(finding).toMatchObject({ code: "SUBNET_NOT_LOOKED_AT", severity: "warning", resource: id });
  expect(finding?.fix).toContain("Microsoft.Network/virtualNetworks/subnets/read");
});
