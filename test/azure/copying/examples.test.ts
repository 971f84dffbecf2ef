import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ClusterBody } from "../../../src/azure/aks/cluster-body.ts";
import { copyOf, withControlPlane } from "../../../src/azure/aks/copying/copy.ts";
import { anyRequest as request } from "./some-clusters.ts";

const specs = process.env["AZURE_SPECS"] ?? "";
const examples = globSync(
  join(specs, "**/containerservice/**/aks/**/examples/**/ManagedClusters{Create,Get,Update,Associate}*.json"),
);

interface Example {
  readonly responses: Readonly<Record<string, { readonly body?: unknown }>>;
}

/** Every body of a whole cluster that Microsoft's examples answer. */
const bodies = examples.flatMap((file) => {
  const { responses } = JSON.parse(readFileSync(file, "utf8")) as Example;
  return Object.entries(responses).flatMap(([status, { body }]) => {
    const read = ClusterBody.safeParse(body);
    return read.success ? [[`${basename(file, ".json")} ${status}`, read.data] as const] : [];
  });
});

// without the documents: git clone --depth 1 https://github.com/Azure/azure-rest-api-specs, AZURE_SPECS=that folder
describe.skipIf(specs === "")("any cluster of Microsoft's own examples", () => {
  test("is there", () => expect(bodies.length).toBeGreaterThan(40));

  test("is copied without a difference that nobody explains", () => {
    const unexplained = bodies.flatMap(([name, body]) =>
      copyOf(body, request)
        .differences.filter(({ why }) => why === null)
        .map(({ path }) => `${name}: ${path}`),
    );
    expect(unexplained).toEqual([]);
  });

  test("is written back for a hop with nothing that it did not say", () => {
    const more = bodies.flatMap(([name, body]) => {
      const said = new Set(Object.keys(body.properties));
      const written = Object.keys((withControlPlane(body, "1.35.5")["properties"] ?? {}) as object);
      return written.filter((one) => !said.has(one)).map((one) => `${name}: ${one}`);
    });
    expect(more).toEqual([]);
  });
});
