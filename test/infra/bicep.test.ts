import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { colors, type Color } from "../../src/domain/environment/pair.ts";
import type { GroupState, RouterState } from "../../src/domain/swap/layout.ts";
import { aPair } from "../support/a-pair.ts";
import { routerFindings } from "../../src/domain/upgrade/router-findings.ts";
import { compile, compiler, complaintsAbout, infra, type Resource, type Template } from "./bicep.ts";

/** What is deployed by itself; everything else is a module of one of these. */
const roots = ["main.bicep", "environments/cluster-events.bicep"];

test("every Bicep file is deployed: by itself or as a module", () => {
  const files = globSync("**/*.bicep", { cwd: infra });
  const texts = files.map((file) => readFileSync(join(infra, file), "utf8")).join("\n");
  const unused = files.filter((file) => !roots.includes(file) && !texts.includes(`${basename(file)}' = `));
  expect(unused).toEqual([]);
});

if (compiler === undefined) {
  console.warn("infra is not compiled: no Bicep compiler; set BICEP to its path or put bicep on the PATH");
}

describe.skipIf(compiler === undefined)("compiled by Bicep", () => {
  const slow = { timeout: 60_000 };

  test.for(roots)("%s and its modules build and lint without a warning", slow, (root, { expect }) => {
    expect(complaintsAbout(join(infra, root))).toBe("");
  });

  test("a warning in a module would be seen", slow, () => {
    const folder = mkdtempSync(join(tmpdir(), "bicep-"));
    writeFileSync(join(folder, "module.bicep"), "param nobodyReadsMe string");
    writeFileSync(join(folder, "main.bicep"), "module m 'module.bicep' = { params: { nobodyReadsMe: '' } }");
    expect(complaintsAbout(join(folder, "main.bicep"))).toContain("no-unused-params");
    rmSync(folder, { recursive: true });
  });

  test("a deployment with default parameters writes no route, group or origin, so it cannot undo a swap", () => {
    expect(main().parameters["layFrontDoor"]?.defaultValue).toBe(false);
    const byDefault = written(main(), { layFrontDoor: false });
    expect(ofType(byDefault, "Microsoft.Cdn/")).toEqual([]);
    expect(ofType(byDefault, "Microsoft.Web/sites").length).toBeGreaterThan(0);
  });

  test("asked for, it lays two groups with both origins, and a route for the users and for each preview", () => {
    const laid = ofType(written(main(), { layFrontDoor: true }), "Microsoft.Cdn/profiles/");
    const count = (type: string) =>
      laid.filter((resource) => resource.type === `Microsoft.Cdn/profiles/${type}`).length;
    expect(count("originGroups")).toBe(2);
    expect(count("originGroups/origins")).toBe(4);
    expect(count("afdEndpoints/routes")).toBe(3);
  });

  test.for(colors)("the plan has nothing to say against it when %s serves users", (active, { expect }) => {
    const groups = { blue: laidGroup("blue"), green: laidGroup("green") };
    const laid: RouterState = {
      routedGroup: active,
      routeEnabled: true,
      groups,
      ways: [],
      strangers: [],
      underWay: null,
    };
    expect(routerFindings(aPair(), laid)).toEqual([]);
  });

  test("each group's own origin is made first, because a group cannot begin with a disabled one", () => {
    const { resources } = groupModule("blue");
    expect(resources["otherOrigin"]?.dependsOn).toContain("ownOrigin");
    expect(resources["ownOrigin"]?.dependsOn).not.toContain("otherOrigin");
  });

  test("every origin is asked by the name that users know", () => {
    const origins = ofType(written(groupModule("green")), "Microsoft.Cdn/profiles/originGroups/origins");
    const hosts = origins.map((origin) => origin.properties?.["originHostHeader"]);
    expect(hosts).toEqual(["[parameters('publicHost')]", "[parameters('publicHost')]"]);
  });

  test("both groups probe the gate path every 15 seconds", () => {
    expect(moduleOf(main(), "frontDoor").variables).toEqual({ gatePath: "/.well-known/environment" });
    for (const color of colors) expect(laidGroup(color).probe?.intervalSeconds).toBe(15);
  });

  test("the app's rights on a pair delete nothing but federated credentials, and read no secret", () => {
    const actions = moduleOf(main(), "pairRights").variables?.["actions"] as string[];
    expect(actions).toContain("Microsoft.Cdn/profiles/afdendpoints/routes/write");
    expect(actions.filter((action) => /delete|listCluster|listKeys|roleAssignments/i.test(action))).toEqual([
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete",
    ]);
    expect(actions.filter((action) => action.endsWith("*"))).toEqual(["Microsoft.Cdn/operationresults/*"]);
  });

  test("the app may add credentials to the gates' identity, and to no other of its own", () => {
    const resources = Object.values(moduleOf(main(), "credentialRights").resources);
    const assigned = resources.filter(({ type }) => type === "Microsoft.Authorization/roleAssignments");
    expect(assigned).toHaveLength(1);
    expect(JSON.stringify(assigned)).toContain("Microsoft.ManagedIdentity/userAssignedIdentities");
    expect(JSON.stringify(resources)).toContain("federatedIdentityCredentials/write");
  });

  test("no storage key exists, and the app reaches its storage by identity", () => {
    expect(propertiesOf(moduleOf(main(), "storage"), "Microsoft.Storage/storageAccounts")).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
    });
    const settings = Object.keys(propertiesOf(moduleOf(main(), "functionApp"), "Microsoft.Web/sites/config"));
    expect(settings).toContain("AzureWebJobsStorage__credential");
    expect(settings).not.toContain("AzureWebJobsStorage");
  });

  test("the events of a cluster reach the function, and what it cannot take is kept", () => {
    const events = compile(join(infra, "environments/cluster-events.bicep"));
    expect(propertiesOf(events, "Microsoft.EventGrid/systemTopics/eventSubscriptions")).toMatchObject({
      destination: { endpointType: "AzureFunction" },
      filter: {
        includedEventTypes: [
          "Microsoft.ContainerService.ClusterSupportEnding",
          "Microsoft.ContainerService.ClusterSupportEnded",
        ],
      },
      deadLetterWithResourceIdentity: { deadLetterDestination: { endpointType: "StorageBlob" } },
    });
  });
});

let compiled: Template | undefined;

/** Compiled once: it takes seconds. */
function main(): Template {
  compiled ??= compile(join(infra, "main.bicep"));
  return compiled;
}

/** Every resource that a deployment writes, down through its modules. */
function written(template: Template, parameters: { layFrontDoor?: boolean } = {}): readonly Resource[] {
  return Object.values(template.resources)
    .filter((resource) => resource.existing !== true && holds(resource.condition, parameters))
    .flatMap((resource) => {
      const inner = resource.properties?.template;
      return inner === undefined ? [resource] : written(inner, parameters);
    });
}

function holds(condition: string | undefined, parameters: { layFrontDoor?: boolean }): boolean {
  return condition === "[parameters('layFrontDoor')]" ? parameters.layFrontDoor === true : true;
}

const ofType = (resources: readonly Resource[], type: string): readonly Resource[] =>
  resources.filter((resource) => resource.type.startsWith(type));

function propertiesOf(template: Template, type: string): Readonly<Record<string, unknown>> {
  return written(template).find((resource) => resource.type === type)?.properties ?? {};
}

function moduleOf(template: Template, name: string): Template {
  const inner = template.resources[name]?.properties?.template;
  if (inner === undefined) throw new Error(`there is no module ${name}`);
  return inner;
}

const groupModule = (color: Color): Template => moduleOf(moduleOf(main(), "frontDoor"), color);

/** What is laid for one color, in the words of the plan that checks it before every upgrade. */
function laidGroup(color: Color): GroupState {
  const { resources } = groupModule(color);
  const given = moduleOf(main(), "frontDoor").resources[color]?.properties?.parameters;
  const entry = (key: string, parameter: string) => {
    const { priority, weight, enabledState } = resources[key]?.properties ?? {};
    const named = given?.[parameter]?.value as { name: Color } | undefined;
    return {
      color: named?.name ?? color,
      priority: Number(priority),
      weight: Number(weight),
      enabled: enabledState === "Enabled",
    };
  };
  const { healthProbeSettings, sessionAffinityState } = resources["group"]?.properties ?? {};
  const probe = healthProbeSettings as Readonly<Record<string, unknown>>;
  return {
    entries: [entry("ownOrigin", "own"), entry("otherOrigin", "other")],
    sessionAffinity: sessionAffinityState !== "Disabled",
    probe: {
      // the group's parameter, which main fills from this variable
      path: String(moduleOf(main(), "frontDoor").variables?.["gatePath"] ?? probe["probePath"]),
      method: String(probe["probeRequestType"]),
      protocol: String(probe["probeProtocol"]),
      intervalSeconds: Number(probe["probeIntervalInSeconds"]),
      sampleSize: 4,
      successfulSamplesRequired: 3,
    },
  };
}
