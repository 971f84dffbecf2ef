import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

const hooks = join(import.meta.dirname, "../../infra/hooks");

const cluster = (color: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop-${color}`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface World {
  /** Resources that are there, each by the end of its id. */
  readonly resources?: readonly string[];
  /** What `az` does instead when it is asked for a resource, in shell. */
  readonly show?: string;
  readonly signIn?: string;
  readonly deployments?: string;
  readonly hasAz?: boolean;
  readonly environment?: Record<string, string>;
}

/** As ARM says it, by the mouth of `az`. */
const saying = (code: string, message = "something"): string =>
  `echo 'ERROR: (${code}) ${message}' >&2; exit 3`;

const notFound = saying("ResourceNotFound", "The Resource was not found.");

/** Runs a hook with a stand-in for `az` that knows these resources and notes each call. */
function runHook(hook: string, world: World): { status: number | null; said: string; calls: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "hook-"));
  folders.push(folder);
  const calls = join(folder, "calls");
  const known = (world.resources ?? []).map((id) => `*${id}) echo "$4"; exit 0 ;;`).join(" ");
  const az = `#!/bin/sh
echo "$*" >> '${calls}'
case "$*" in
  "account show"*) ${world.signIn ?? "exit 0"} ;;
  "resource show"*) ${world.show ?? `case "$4" in ${known} *) ${notFound} ;; esac`} ;;
  "deployment group create"*) ${world.deployments ?? "exit 0"} ;;
esac
`;
  const environments = { blue: { clusterId: cluster("blue") }, green: { clusterId: cluster("green") } };
  mkdirSync(join(folder, "pairs"));
  writeFileSync(join(folder, "pairs/shop.json"), JSON.stringify({ environments }));
  if (world.hasAz ?? true) {
    writeFileSync(join(folder, "az"), az);
    chmodSync(join(folder, "az"), 0o755);
  }
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
  expect(deployments(calls)[0]).toContain(`clusterId=${cluster("blue")} clusterLocation=`);
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

test.for([
  ["has no right to read it", saying("AuthorizationFailed")],
  ["is throttled", saying("TooManyRequests")],
  ["is asked in a subscription that it does not know", saying("SubscriptionNotFound")],
  ["ends without a word", "exit 1"],
  ["answers nothing", "exit 0"],
] as const)(
  "a cluster is not taken for absent when az %s: the deployment says so and fails",
  ([, show], { expect }) => {
    const { status, said, calls } = runHook("subscribe-clusters.sh", { show });
    expect(status).toBe(1);
    expect(said).toContain(`${cluster("blue")}: az could not tell whether it exists`);
    expect(said).not.toContain("does not exist yet");
    expect(deployments(calls)).toEqual([]);
  },
);

test("without a sign-in no cluster is looked for, and the fix is named", () => {
  const { status, said, calls } = runHook("subscribe-clusters.sh", { signIn: "exit 1" });
  expect(status).toBe(1);
  expect(said).toContain("az login");
  expect(calls).toEqual(["account show --output none"]);
});

const laying = {
  LAY_FRONT_DOOR: "true",
  AZURE_SUBSCRIPTION_ID: "s",
  PAIR_RESOURCE_GROUP: "rg-shop",
  FRONT_DOOR_PROFILE: "fd-shop",
  FRONT_DOOR_ENDPOINT: "shop",
};
const route = "profiles/fd-shop/afdEndpoints/shop/routes/shop";
const layOnce = (world: World) => runHook("lay-once.sh", { environment: laying, ...world });

describe("the Front Door layout is laid once, because a second time would undo a swap", () => {
  test("it is laid already", () => {
    const { status, said } = layOnce({ resources: [route] });
    expect(status).toBe(1);
    expect(said).toContain("is laid already. Run: azd env set LAY_FRONT_DOOR false");
  });

  test.for(["ResourceNotFound", "ParentResourceNotFound", "NotFound"])(
    "the first laying goes on when ARM says %s of the profile or the route",
    (code, { expect }) => {
      expect(layOnce({ show: saying(code) })).toMatchObject({ status: 0, said: "" });
    },
  );

  test.for([undefined, "", "false"])(
    "a deployment with LAY_FRONT_DOOR %j asks nobody",
    (given, { expect }) => {
      const environment: Record<string, string> = given === undefined ? {} : { LAY_FRONT_DOOR: given };
      expect(layOnce({ hasAz: false, environment })).toEqual({ status: 0, said: "", calls: [] });
    },
  );
});

describe("a hook that cannot know whether the layout is laid lets nothing be deployed, and says what to do", () => {
  test.for([
    ["az is not signed in", { signIn: "exit 1" }, "az login"],
    ["az has no right to read it", { show: saying("AuthorizationFailed") }, "AuthorizationFailed"],
    ["Azure throttles", { show: saying("TooManyRequests", "429") }, "deploy again"],
    ["Azure is ill", { show: saying("InternalServerError", "500") }, "deploy again"],
    ["the sign-in has expired", { show: "echo 'AADSTS700082: expired' >&2; exit 1" }, "AADSTS700082"],
    ["the subscription is not found", { show: saying("SubscriptionNotFound") }, "SubscriptionNotFound"],
    ["the resource group is not found", { show: saying("ResourceGroupNotFound") }, "ResourceGroupNotFound"],
    [
      "the host is not found",
      { show: "echo 'management.azure.com: Name or service not known' >&2; exit 1" },
      "deploy again",
    ],
    ["az fails without a word", { show: "exit 1" }, "it failed with code 1 and said nothing"],
    ["az says 3 without a word", { show: "exit 3" }, "it failed with code 3 and said nothing"],
    ["az is killed", { show: "kill -9 $$" }, "it failed with code 137"],
    ["az answers nothing", { show: "exit 0" }, "az answered ''"],
    ["az answers something else", { show: "echo westeurope" }, "az answered 'westeurope'"],
  ] as const)("%s", ([, world, fix], { expect }) => {
    const { status, said } = layOnce(world);
    expect(status).toBe(1);
    expect(said).toContain("Nothing is deployed: ");
    expect(said).toContain(fix);
  });

  test("there is no az", ({ skip }) => {
    skip(spawnSync("sh", ["-c", "command -v az"]).status === 0, "this machine has a real one");
    const { status, said } = layOnce({ hasAz: false });
    expect(status).toBe(1);
    expect(said).toContain("Install the Azure CLI");
  });

  test.for(["True", "TRUE", "yes", "1", "False", " true"])("LAY_FRONT_DOOR is %j", (given, { expect }) => {
    const { status, said } = layOnce({ environment: { ...laying, LAY_FRONT_DOOR: given } });
    expect(status).toBe(1);
    expect(said).toContain(`LAY_FRONT_DOOR is '${given}'. Run: azd env set LAY_FRONT_DOOR false`);
  });

  test.for(Object.keys(laying).filter((name) => name !== "LAY_FRONT_DOOR"))(
    "%s is not set",
    (name, { expect }) => {
      const { status, said, calls } = layOnce({ environment: { ...laying, [name]: "" } });
      expect(status).toBe(1);
      expect(said).toContain(`${name} is not set`);
      expect(said).toContain(`azd env set ${name} VALUE`);
      expect(calls).toEqual([]);
    },
  );
});

describe("the hooks for Windows, which no machine of ours can run, take the same steps", () => {
  const textOf = (name: string) => readFileSync(join(hooks, name), "utf8");
  /** What each way out says, in order. */
  const refusals = (text: string, word: string) =>
    [...text.matchAll(new RegExp(`${word} ["'](.+)["']( ;;)?$`, "gm"))].map(([, said]) =>
      said?.replaceAll("$env:", "$"),
    );

  test("lay-once refuses for the same reasons, in the same order, in the same words", () => {
    const shell = refusals(textOf("lay-once.sh"), "refuse");
    expect(shell).toHaveLength(7);
    expect(refusals(textOf("lay-once.ps1"), "Deny")).toEqual(shell);
  });

  test("only what ARM says was not found is absent, in both", () => {
    for (const name of ["lay-once", "subscribe-clusters"]) {
      const [shell, power] = [textOf(`${name}.sh`), textOf(`${name}.ps1`)];
      const pattern = /'(\(\^\|.+NotFound.+)'/.exec(shell)?.[1];
      expect(pattern).toContain("ResourceNotFound");
      expect(power).toContain(`-cmatch '${pattern}'`);
    }
  });

  test("what is compared is compared with its case", () => {
    expect(textOf("lay-once.ps1")).not.toMatch(/\s-(eq|ne) '(true|false)'/);
    expect(textOf("lay-once.ps1")).toMatch(/-ceq 'false'[\s\S]+-cne 'true'/);
  });
});
