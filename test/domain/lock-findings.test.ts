import { describe, expect, test } from "vitest";
import { lockFindings } from "../../src/domain/upgrade/lock-findings.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";

const blue = clusterIdOf("blue");
const subscription = blue.split("/resourceGroups/")[0] ?? "";
const group = blue.split("/providers/")[0] ?? "";
const lock = (scope: string, level = "ReadOnly") => ({
  id: `${scope}/providers/Microsoft.Authorization/locks/keep`,
  scope,
  level,
});
const codes = (...locks: ReturnType<typeof lock>[]) =>
  lockFindings(aPair(), locks).map(({ code, severity }) => `${severity} ${code}`);

describe("a lock", () => {
  test.each([
    ["the cluster", blue],
    ["its resource group, written otherwise", group.toUpperCase()],
    ["the whole subscription", subscription],
    ["something below the cluster", `${blue}/agentPools/system`],
  ])("that makes %s read-only refuses the upgrade before Azure does", (_what, scope) => {
    expect(codes(lock(scope))).toEqual(["blocking LOCKED"]);
  });

  test("says by which command it is removed", () => {
    expect(lockFindings(aPair(), [lock(group)])[0]?.fix).toContain(
      `az lock delete --ids ${group}/providers/Microsoft.Authorization/locks/keep`,
    );
  });

  test("on the router counts too, or users could not be taken back", () => {
    const { router } = aPair();
    expect(codes(lock(router.kind === "frontDoor" ? router.profileId : ""))).toEqual(["blocking LOCKED"]);
  });

  test("against deletion is told, and holds nobody up", () => {
    expect(codes(lock(group, "CanNotDelete"))).toEqual(["warning LOCKED_AGAINST_DELETION"]);
  });

  test("elsewhere is nobody's concern, also where a name only begins alike", () => {
    expect(codes(lock(`${group}-other`), lock(`${blue}-2`))).toEqual([]);
  });
});

test("locks that could not be looked at are said with the right that is missing", () => {
  const [finding] = lockFindings(aPair(), { unread: "[AuthorizationFailed] no." });
  expect(finding).toMatchObject({ code: "LOCKS_NOT_LOOKED_AT", severity: "warning" });
  expect(finding?.fix).toContain("Microsoft.Authorization/locks/read");
});
