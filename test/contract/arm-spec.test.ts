import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { withoutReadOnly } from "../../src/simulator/front-door-classic/shape.ts";
import type { WorldSeed } from "../../src/simulator/joints.ts";
import { useClients } from "../simulator/control/arm-clients.ts";
import type { Arm } from "../simulator/control/an-arm.ts";
import { useArm } from "../simulator/control/an-arm.ts";
import { aSeed, frontDoorId, profileId } from "../simulator/data/a-cloud.ts";
import { runRehearsal } from "../rehearsal/run-rehearsal.ts";

const [oav, specs] = [process.env["OAV"] ?? "", process.env["AZURE_SPECS"] ?? ""];

const documents = [
  "cdn/resource-manager/Microsoft.Cdn/stable/2024-02-01/afdx.json",
  "cdn/resource-manager/Microsoft.Cdn/stable/2024-02-01/cdn.json",
  "containerservice/resource-manager/Microsoft.ContainerService/aks/stable/2026-04-01/managedClusters.DERIVED.json",
  "kubernetesconfiguration/resource-manager/Microsoft.KubernetesConfiguration/stable/2023-05-01/extensions.json",
  "frontdoor/resource-manager/Microsoft.Network/stable/2021-06-01/frontdoor.json",
  "kubernetesconfiguration/resource-manager/Microsoft.KubernetesConfiguration/stable/2023-05-01/fluxconfiguration.json",
  "resources/resource-manager/Microsoft.Authorization/stable/2020-05-01/locks.json",
];

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

interface Checked {
  readonly errors?: readonly { code: string; message: string; pathsInPayload?: readonly string[] }[];
}

interface Validator {
  initialize(): Promise<void>;
  validateLiveRequestResponse(
    pair: object,
  ): Promise<{ requestValidationResult: Checked; responseValidationResult: Checked }>;
}

async function openValidator(): Promise<Validator> {
  const { LiveValidator } = createRequire(import.meta.url)(
    join(oav, "dist/lib/liveValidation/liveValidator.js"),
  ) as {
    LiveValidator: new (options: object) => Validator;
  };
  const directory = join(specs, "specification");
  const validator = new LiveValidator({
    directory,
    swaggerPathsPattern: documents,
    git: { shouldClone: false },
  });
  await validator.initialize();
  return validator;
}

/** Every exchange with ARM of one rehearsal; status URLs of operations are in no document. */
async function recordedExchanges(scenario: string): Promise<readonly Exchange[]> {
  const folder = mkdtempSync(join(tmpdir(), "recorded-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "exchanges.jsonl");
  await runRehearsal(["--scenario", scenario, "--record", file, "--json", "-"]);
  const all = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Exchange);
  return all.filter(
    ({ url }) => url.startsWith("https://management.azure.com") && !/\/operations(results)?\//.test(url),
  );
}

async function faultsIn(validator: Validator, one: Exchange): Promise<readonly string[]> {
  const url = new URL(one.url);
  const { method, requestHeaders: headers, requestBody, status, responseHeaders, responseBody } = one;
  const query = Object.fromEntries(url.searchParams);
  const { requestValidationResult, responseValidationResult } = await validator.validateLiveRequestResponse({
    liveRequest: { method, url: one.url, headers, query, body: requestBody ?? undefined },
    liveResponse: { statusCode: String(status), headers: responseHeaders, body: responseBody ?? undefined },
  });
  const errors = [...(requestValidationResult.errors ?? []), ...(responseValidationResult.errors ?? [])];
  return errors.map(
    ({ code, message, pathsInPayload }) =>
      `${method} ${url.pathname}: ${code} ${pathsInPayload?.join() ?? ""} ${message}`,
  );
}

/** Asks the simulated ARM itself, and gives the exchange as it would have been recorded. */
async function exchangeWith(
  arm: Pick<Arm, "ask">,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Exchange> {
  const answer = await arm.ask(method, path, body);
  return {
    method,
    url: `https://management.azure.com${path}`,
    requestHeaders: { "content-type": "application/json" },
    requestBody: body,
    status: answer.status,
    responseHeaders: Object.fromEntries(answer.headers),
    responseBody: answer.body,
  };
}

describe.skipIf(oav === "" || specs === "")(
  "ARM as Azure's own documents describe it (OAV=package folder of oav, AZURE_SPECS=folder of specifications)",
  () => {
    test.for(["bad-green", "kept-green"])(
      "every exchange of %s is valid, what we send and what the simulated Azure answers",
      { timeout: 180_000 },
      async (scenario) => {
        const validator = await openValidator();
        const exchanges = await recordedExchanges(scenario);
        expect(exchanges.length).toBeGreaterThan(40);
        const faults = new Set<string>();
        for (const one of exchanges) for (const fault of await faultsIn(validator, one)) faults.add(fault);
        expect([...faults]).toEqual([]);
      },
    );

    test("Front Door (classic) is read and written as a whole as its document says", async () => {
      const validator = await openValidator();
      const arm = await useArm({ ...aSeed, layout: "classic", sessionAffinity: true });
      const path = `${frontDoorId}?api-version=2021-06-01`;
      const first = await exchangeWith(arm, { method: "GET", path });
      const { location, tags, properties } = first.responseBody as Readonly<Record<string, unknown>>;
      // Microsoft's client leaves out what is read-only.
      const body = { location, tags, properties: withoutReadOnly(properties) };
      const put = await exchangeWith(arm, { method: "PUT", path, body });
      const during = await exchangeWith(arm, { method: "GET", path });
      expect([first.status, put.status, during.status]).toEqual([200, 202, 200]);
      for (const one of [first, put, during]) expect(await faultsIn(validator, one)).toEqual([]);
    });

    test("what hangs on a cluster is written and listed as its document says", async () => {
      const validator = await openValidator();
      const { ask, pass } = await useClients(aSeed);
      const { blue } = aSeed.clusters;
      const sourceResourceId = `${blue.slice(0, blue.indexOf("/providers"))}/providers/Microsoft.DataProtection/backupVaults/vault`;
      const bodies = {
        "trustedAccessRoleBindings/backup": { sourceResourceId, roles: ["a/b"] },
        "providers/Microsoft.Authorization/locks/keep": { level: "CanNotDelete" },
      };
      for (const [below, properties] of Object.entries(bodies)) {
        const version = below.startsWith("providers") ? "2020-05-01" : "2026-04-01";
        const path = `${blue}/${below}?api-version=${version}`;
        const list = `${blue}/${below.slice(0, below.lastIndexOf("/"))}?api-version=${version}`;
        const put = await exchangeWith({ ask }, { method: "PUT", path, body: { properties } });
        expect(await faultsIn(validator, put)).toEqual([]);
        pass(5);
        expect(await faultsIn(validator, await exchangeWith({ ask }, { method: "GET", path: list }))).toEqual(
          [],
        );
      }
    });

    test("clusters as their owners leave them are as their document says", async () => {
      const validator = await openValidator();
      const owners: readonly Partial<WorldSeed>[] = [
        { owner: { servicePrincipal: "an-application", pools: [{ name: "nights", isStopped: true }] } },
        { owner: { autoProvisioned: true, pools: [{ name: "broken", provisioningState: "Failed" }] } },
        { owner: { supportPlan: "AKSLongTermSupport" }, longTermMinors: ["1.34"] },
      ];
      const { blue } = aSeed.clusters;
      const region = `${blue.slice(0, blue.indexOf("/resourceGroups"))}/providers/Microsoft.ContainerService/locations/westeurope`;
      const paths = [
        blue,
        `${blue}/agentPools`,
        `${blue}/upgradeProfiles/default`,
        `${region}/kubernetesVersions`,
      ];
      for (const owner of owners) {
        const arm = await useClients({ ...aSeed, ...owner });
        for (const path of paths) {
          const asked = { method: "GET", path: `${path}?api-version=2026-04-01` };
          const exchange = await exchangeWith(arm, asked);
          expect(exchange.status).toBe(200);
          expect(await faultsIn(validator, exchange)).toEqual([]);
        }
      }
    });

    test("rule sets, rules, security policies and caching are as their document says", async () => {
      const validator = await openValidator();
      const arm = await useArm();
      const at = (below: string) => `${profileId}/${below}?api-version=2024-02-01`;
      const originGroup = { id: `${profileId}/originGroups/green` };
      const rule = {
        order: 1,
        conditions: [
          {
            name: "RequestHeader",
            parameters: {
              typeName: "DeliveryRuleRequestHeaderConditionParameters",
              selector: "x-test",
              operator: "Equal",
              matchValues: ["green"],
            },
          },
        ],
        actions: [
          {
            name: "RouteConfigurationOverride",
            parameters: {
              typeName: "DeliveryRuleRouteConfigurationOverrideActionParameters",
              originGroupOverride: { originGroup, forwardingProtocol: "HttpsOnly" },
              cacheConfiguration: { cacheBehavior: "HonorOrigin", isCompressionEnabled: "Enabled" },
            },
          },
        ],
      };
      const route = {
        ruleSets: [{ id: `${profileId}/ruleSets/tests` }],
        cacheConfiguration: { queryStringCachingBehavior: "UseQueryString" },
      };
      const asked = [
        { method: "PUT", path: at("ruleSets/tests") },
        { method: "PUT", path: at("ruleSets/tests/rules/green"), body: { properties: rule } },
        { method: "PATCH", path: at("ruleSets/tests/rules/green"), body: { properties: { order: 2 } } },
        { method: "PATCH", path: at("afdEndpoints/shop/routes/shop"), body: { properties: route } },
        { method: "GET", path: at("ruleSets") },
        { method: "GET", path: at("ruleSets/tests/rules") },
        { method: "GET", path: at("afdEndpoints/shop/routes") },
        { method: "GET", path: at("securityPolicies") },
        { method: "GET", path: at("securityPolicies/waf") },
      ];
      for (const one of asked) {
        const exchange = await exchangeWith(arm, one);
        expect(exchange.status).toBeLessThan(300);
        expect(await faultsIn(validator, exchange)).toEqual([]);
      }
    });
  },
);
