import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, expect, test } from "vitest";

const hooks = join(import.meta.dirname, "../../infra/hooks");

const cluster = (color: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop-${color}`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs a hook with a stand-in for `az` that knows these resources and notes each call. */
function runHook(
  hook: string,
  world: { resources: readonly string[]; deployments?: string; environment?: Record<string, string> },
): { status: number | null; said: string; calls: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "hook-"));
  folders.push(folder);
  const calls = join(folder, "calls");
  const az = `#!/bin/sh
echo "$*" >> '${calls}'
case "$*" in
  "account show"*) exit 0 ;;
  "resource show"*) case "$4" in ${world.resources.map((id) => `*${id})`).join(" echo westeurope; exit 0 ;; ")} echo westeurope; exit 0 ;; *) exit 3 ;; esac ;;
  "deployment group create"*) ${world.deployments ?? "exit 0"} ;;
esac
`;
  const environments = { blue: { clusterId: cluster("blue") }, green: { clusterId: cluster("green") } };
  mkdirSync(join(folder, "pairs"));
  writeFileSync(join(folder, "pairs/shop.json"), JSON.stringify({ environments }));
  writeFileSync(join(folder, "az"), az);
  chmodSync(join(folder, "az"), 0o755);
  const { status, stdout, stderr } = spawnSync("sh", [join(hooks, hook), join(folder, "pairs")], {
    encoding: "utf8",
    env: {
      PATH: `${folder}${delimiter}${process.env["PATH"]}`,
      RETRY_SECONDS: "0",
      AZURE_FUNCTION_APP_ID: "/app",
      AZURE_APP_IDENTITY_ID: "/identity",
      AZURE_STORAGE_ACCOUNT_ID: "/storage",
      AZURE_DEAD_LETTER_CONTAINER: "dead-letters",
      ...world.environment,
    },
  });
  const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
  return { status, said: stdout + stderr, calls: lines };
}

const deployments = (calls: readonly string[]) =>
  calls.filter((call) => call.startsWith("deployment group create"));

test("a cluster that exists is subscribed, one that does not is left to the daily check", () => {
  const { status, said, calls } = runHook("subscribe-clusters.sh", { resources: [cluster("blue")] });
  expect(status).toBe(0);
  expect(deployments(calls)).toHaveLength(1);
  expect(deployments(calls)[0]).toContain(`--resource-group rg-shop`);
  expect(deployments(calls)[0]).toContain(`clusterId=${cluster("blue")} clusterLocation=westeurope`);
  expect(said).toContain(`${cluster("green")} does not exist yet`);
});

test("a function that is not listed yet is asked for again", () => {
  const firstFails = `[ "$(grep -c 'deployment group create' "$(dirname "$0")/calls")" -gt 1 ]`;
  const { status, calls } = runHook("subscribe-clusters.sh", {
    resources: [cluster("blue")],
    deployments: firstFails,
  });
  expect(status).toBe(0);
  expect(deployments(calls)).toHaveLength(2);
});

test("a cluster that cannot be subscribed is named, the others are done, and the deployment fails", () => {
  const { status, said } = runHook("subscribe-clusters.sh", {
    resources: [cluster("blue"), cluster("green")],
    deployments: `case "$*" in *aks-shop-blue*) exit 1 ;; *) exit 0 ;; esac`,
  });
  expect(status).toBe(1);
  expect(said).toContain(`${cluster("blue")}: not subscribed`);
  expect(said).toContain(`${cluster("green")}: its support events reach the app`);
});

const laying = {
  LAY_FRONT_DOOR: "true",
  AZURE_SUBSCRIPTION_ID: "s",
  PAIR_RESOURCE_GROUP: "rg-shop",
  FRONT_DOOR_PROFILE: "fd-shop",
  FRONT_DOOR_ENDPOINT: "shop",
};

test("the Front Door layout is not laid a second time, because that would undo a swap", () => {
  const route = "profiles/fd-shop/afdEndpoints/shop/routes/shop";
  const { status, said } = runHook("lay-once.sh", { resources: [route], environment: laying });
  expect(status).toBe(1);
  expect(said).toContain("azd env set LAY_FRONT_DOOR false");
});

test("the first laying, and every deployment without it, goes on", () => {
  expect(runHook("lay-once.sh", { resources: ["nothing"], environment: laying }).status).toBe(0);
  const { status, calls } = runHook("lay-once.sh", { resources: ["nothing"] });
  expect({ status, calls }).toEqual({ status: 0, calls: [] });
});
