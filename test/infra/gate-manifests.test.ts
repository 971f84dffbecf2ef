import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { compile, compiler, infra, type Resource, type Template } from "./bicep.ts";
import { gatePath, useGate, useSurroundings } from "./gate-under-test.ts";

const gate = join(infra, "gate");
const textOf = (file: string) => readFileSync(join(gate, file), "utf8");

/** Named by KUBECTL, or found on the PATH. */
const kubectl = [process.env["KUBECTL"], "kubectl"].find(
  (candidate) => candidate !== undefined && spawnSync(candidate, ["version", "--client"]).status === 0,
);
if (kubectl === undefined) {
  console.warn(
    "the gate's manifests are not built: no kubectl; set KUBECTL to its path or put it on the PATH",
  );
}

/** The objects of an operator's repository that was made as the README says. */
function built(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "gate-manifests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(gate, join(folder, "base"), { recursive: true });
  renameSync(join(folder, "base/examples"), join(folder, "shop"));
  const { status, stdout, stderr } = spawnSync(kubectl ?? "kubectl", ["kustomize", join(folder, "shop")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.split("\n---\n");
}

/** What the script knows that no webhook and no image sets; a test listens at a port of its own. */
const variables = [...textOf("gate.mjs").matchAll(/: \["([A-Z_]+)", /g)]
  .map(([, name = ""]) => name)
  .filter((name) => !name.startsWith("AZURE_") && name !== "HOST" && name !== "PORT");

const nameIn = (object: string): string => {
  const [, kind] = /^kind: (.*)$/m.exec(object) ?? [];
  const [, name = ""] = /^metadata:\n(?: .*\n)*? {2}name: (.*)$/m.exec(object) ?? [];
  return `${kind} ${name.replace(/-[a-z0-9]{10}$/, "")}`;
};

const objectNamed = (name: string): string => built().find((object) => nameIn(object) === name) ?? "";

describe.skipIf(kubectl === undefined)("built by kustomize", () => {
  test("base and overlay make everything that a gate needs", () => {
    expect(built().map(nameIn)).toEqual([
      "Namespace blue-green",
      "ServiceAccount gate",
      "ConfigMap gate-environment",
      "ConfigMap gate-script",
      "Service gate",
      "Deployment gate",
      "PodDisruptionBudget gate",
      "HTTPRoute gate",
      "HTTPRoute shop",
    ]);
  });

  test("the script arrives as it is, and Flux replaces nothing in it", () => {
    const object = objectNamed("ConfigMap gate-script");
    const [, block = ""] = /^ {2}gate\.mjs: \|\n((?: {4}.*\n|\n)*)/m.exec(object) ?? [];
    expect(block.replaceAll(/^ {4}/gm, "")).toBe(textOf("gate.mjs"));
    expect(object).toContain("kustomize.toolkit.fluxcd.io/substitute: disabled");
  });

  test("the gate starts with what the manifests and the webhook set, and nothing else", async () => {
    const object = objectNamed("ConfigMap gate-environment");
    const literals = [...object.matchAll(/^ {2}([A-Z_]+): (.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value.replace("${COLOR}", "blue").replace("${CLUSTER_NAME}", "aks-shop-blue"),
    ]);
    expect(Object.fromEntries(literals)).toMatchObject({ PAIR: "shop", COLOR: "blue" });
    const world = await useSurroundings();
    const unset = Object.fromEntries(variables.map((name) => [name, ""]));
    const running = await useGate(world, { ...unset, ...Object.fromEntries(literals) });
    expect(await running.probe({ path: "/" })).toMatchObject({ headers: { "x-environment": "blue" } });
  });

  test("a change of the script or of a variable rolls the gates, because both names carry a hash", () => {
    const deployment = objectNamed("Deployment gate");
    expect(deployment).toMatch(/name: gate-script-[a-z0-9]{10}\n/);
    expect(deployment).toMatch(/name: gate-environment-[a-z0-9]{10}\n/);
  });
});

test("a closed gate stays in its Service: no Kubernetes probe looks at its status", () => {
  const deployment = textOf("deployment.yaml");
  expect(deployment.match(/tcpSocket/g)).toHaveLength(2);
  expect(deployment).not.toContain("httpGet");
});

test("there are always two, and one may go at a time", () => {
  expect(textOf("deployment.yaml")).toContain("replicas: 2");
  expect(textOf("pod-disruption-budget.yaml")).toContain("minAvailable: 1");
});

test.for(["gateway-api.yaml", "ingress-nginx.yaml"])(
  "%s leads the gate path to the gate",
  (file, { expect }) => {
    expect(textOf(`examples/${file}`)).toContain(gatePath);
    expect(textOf(`examples/${file}`)).toMatch(/name: gate\n/);
    expect(textOf(`examples/${file}`)).toMatch(/x-environment(: |\n {16}value: )\$\{COLOR\}/);
  },
);

test("the identity trusts the service account of the manifests", () => {
  const [, namespace] = /^ {2}name: (.*)$/m.exec(textOf("namespace.yaml")) ?? [];
  const [, account] = /^ {2}name: (.*)$/m.exec(textOf("service-account.yaml")) ?? [];
  const bicep = readFileSync(join(infra, "app/gate-identity.bicep"), "utf8");
  expect(bicep).toContain(`'system:serviceaccount:${namespace}:${account}'`);
});

describe.skipIf(compiler === undefined)("the identity, compiled by Bicep", () => {
  const resources = (): readonly Resource[] => {
    const inner = main().resources["gateIdentity"]?.properties?.template;
    return Object.values(inner?.resources ?? {}).filter((resource) => resource.existing !== true);
  };
  const properties = (type: string) =>
    resources().find((resource) => resource.type.endsWith(type))?.properties ?? {};

  test("it may read the container of the records, and nothing else", { timeout: 60_000 }, () => {
    const assignments = resources().filter(({ type }) => type === "Microsoft.Authorization/roleAssignments");
    expect(assignments).toHaveLength(1);
    expect(JSON.stringify(assignments)).toContain(
      "Microsoft.Storage/storageAccounts/blobServices/containers",
    );
    // Storage Blob Data Reader
    const inner = main().resources["gateIdentity"]?.properties?.template;
    expect(JSON.stringify(inner?.variables)).toContain("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1");
    expect(properties("roleAssignments")["roleDefinitionId"]).toBe("[variables('blobDataReader')]");
  });

  test("a cluster that does not exist yet has no credential", { timeout: 60_000 }, () => {
    const credentials = resources().find(({ type }) => type.endsWith("federatedIdentityCredentials"));
    expect(credentials?.condition).toBe("[not(empty(items(parameters('issuers'))[copyIndex()].value))]");
    expect(main().parameters["gateIssuers"]?.defaultValue).toEqual({ blue: "", green: "" });
  });
});

let compiled: Template | undefined;

/** Compiled once: it takes seconds. */
function main(): Template {
  compiled ??= compile(join(infra, "main.bicep"));
  return compiled;
}
