import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runRehearsal } from "../rehearsal/run-rehearsal.ts";

const [oav, specs] = [process.env["OAV"] ?? "", process.env["AZURE_SPECS"] ?? ""];

const documents = [
  "cdn/resource-manager/Microsoft.Cdn/stable/2024-02-01/afdx.json",
  "cdn/resource-manager/Microsoft.Cdn/stable/2024-02-01/cdn.json",
  "containerservice/resource-manager/Microsoft.ContainerService/aks/stable/2026-04-01/managedClusters.DERIVED.json",
  "kubernetesconfiguration/resource-manager/Microsoft.KubernetesConfiguration/stable/2023-05-01/extensions.json",
  "kubernetesconfiguration/resource-manager/Microsoft.KubernetesConfiguration/stable/2023-05-01/fluxconfiguration.json",
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
  },
);
