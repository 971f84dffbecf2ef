import { beforeEach, expect, test } from "vitest";
import type { Cluster } from "../../src/workflow/ports.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import { findReadiness } from "../../src/workflow/requests/find-readiness.ts";
import { startUpgrade } from "../../src/workflow/requests/start-upgrade.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { aRouterInspection } from "../support/a-router.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage } from "../support/stage.ts";

let azure: FakeAzure;

beforeEach(() => (azure = fakeAzure(aPair())));

const codes = async () => (await findReadiness(azure.ports, aPair())).findings.map((finding) => finding.code);
const refusedBy = (code: string) =>
  new OutsideError({ reaction: "stop", code, message: "no", resource: "the profile", fix: "Look at it." });

test.for(["ResourceNotFound", "AuthorizationFailed"])(
  "a profile that answers %s is one clear finding, and nothing else is asked of it",
  async (code) => {
    azure.ports.router.read = async () => Promise.reject(refusedBy(code));
    const readiness = await findReadiness(azure.ports, aPair());
    expect(readiness).toMatchObject({ ready: false, findings: [{ code, severity: "blocking" }] });
  },
);

test("trouble that passes is no finding: it goes to whoever asked", async () => {
  const busy = new OutsideError({ ...refusedBy("TooManyRequests").trouble, reaction: "later" });
  azure.ports.router.inspect = async () => Promise.reject(busy);
  await expect(findReadiness(azure.ports, aPair())).rejects.toBe(busy);
});

test("a pair record that cannot be read is found", async () => {
  azure.ports.records.read = async () => Promise.reject(refusedBy("RECORD_UNREADABLE"));
  expect(await codes()).toContain("RECORD_UNREADABLE");
});

test("a gate is asked where a cluster runs, and one that is closed for nobody's sake is found", async () => {
  azure.clusters.green = aCluster("green");
  azure.ports.gates.ask = async (_pair, color) =>
    color === "blue" ? { kind: "noGate", said: "it answers 404" } : { kind: "closed", color, epoch: 4 };
  expect((await findReadiness(azure.ports, aPair())).findings).toMatchObject([
    { code: "GATE_MISSING", severity: "blocking" },
    { code: "GATE_CLOSED", severity: "blocking" },
  ]);
  azure.clusters.green = undefined;
  expect(await codes()).toEqual(["GATE_MISSING"]);
});

test.for<[string, () => Cluster | undefined]>([
  ["being deleted", () => aCluster("blue", { provisioningState: "Deleting" })],
  ["stopped", () => aCluster("blue", { powerState: "Stopped" })],
  ["gone", () => undefined],
])("a pair whose active cluster is %s is not ready", async ([, cluster]) => {
  azure.clusters.blue = cluster();
  const { ready, findings } = await findReadiness(azure.ports, aPair());
  expect(ready).toBe(false);
  expect(findings.map((finding) => finding.code)).toContain("ACTIVE_NOT_RUNNING");
});

test("an upgrade does not begin before the pair is ready, and nothing is written", async () => {
  azure.inspection = aRouterInspection({ isClassic: true });
  const { operations } = new Stage(azure.ports);
  const request = { target: null, by: "tester", reason: "test", from: "person" } as const;
  expect(await startUpgrade({ ports: azure.ports, operations }, aPair(), request)).toMatchObject({
    kind: "refused",
    finding: { code: "PROFILE_CLASSIC" },
  });
  expect(azure.writes).toEqual([]);
});

test("users who want back are not kept waiting by a setting that only an upgrade needs", async () => {
  const stage = new Stage(azure.ports);
  await stage.play("upgrade");
  azure.inspection = aRouterInspection({ isClassic: true });
  expect((await stage.play("rollback", { epoch: 2 })).outcome).toBe("completed");
});
