import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClusterBody } from "../../../src/azure/aks/cluster-body.ts";
import { copyOf, differencesOf } from "../../../src/azure/aks/copying/copy.ts";
import { patched } from "../../../src/azure/aks/copying/merge-patch.ts";
import type { Json, JsonObject } from "../../../src/azure/aks/copying/paths.ts";
import { table } from "../../../src/azure/aks/copying/table.ts";
import { clusterNames } from "../../../src/azure/aks/copying/wire-names.ts";
import { aClusterBody, aPool, anyRequest as request } from "./some-clusters.ts";

/** A value at a place of the table, `*` and `[]` filled in. */
function at(path: string, value: Json): JsonObject {
  const steps = path.replaceAll("*", "anything").split(".");
  return steps.reduceRight<Json>((inner, step) => {
    if (!step.endsWith("[]")) return { [step]: inner };
    const name = step.slice(0, -2);
    const base = name === "agentPoolProfiles" ? { ...aPool, name: "extra" } : {};
    return { [name]: [{ ...base, ...(inner as JsonObject) }] };
  }, value) as JsonObject;
}

const mark = "only the source's";
/** The one of these that our own reading asks the shape of. */
const markedAt = (path: string): Json => (path === "powerState" ? { code: mark } : mark);

const oddJson = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const profiles = [...clusterNames].filter((name) => name.endsWith("Profile") && name !== "networkProfile");
const someProfiles = fc.dictionary(fc.constantFrom(...profiles), fc.dictionary(fc.string(), oddJson));
const anyCluster = someProfiles.map((properties) => aClusterBody({ properties }));

/** That cluster with the mark at each of these places. */
function withMarks(cluster: ClusterBody, places: readonly string[]): ClusterBody {
  const { properties } = cluster as unknown as { properties: JsonObject };
  const marked = places.reduce<JsonObject>(
    (body, path) => patched(body, at(path, markedAt(path))) as JsonObject,
    properties,
  );
  return aClusterBody({ properties: marked });
}

const again = (body: JsonObject): ClusterBody =>
  ClusterBody.parse({
    ...body,
    id: request.to,
    name: "aks-green",
    properties: { provisioningState: "Succeeded", ...(body["properties"] as JsonObject) },
  });

describe("whatever the active cluster is like", () => {
  test("a copy of its copy is that copy", () => {
    fc.assert(
      fc.property(anyCluster, (cluster) => {
        const { body } = copyOf(cluster, request);
        expect(copyOf(again(body), request).body).toEqual(body);
      }),
    );
  });

  test.for(table.filter(({ copy }) => copy === "leftOut").map(({ path }) => path))(
    "%s, which is not the owner's to say, is in no copy",
    (path) => {
      const marked = aClusterBody({ properties: at(path, markedAt(path)) });
      expect(JSON.stringify(copyOf(marked, request).body)).not.toContain(mark);
    },
  );

  test.for(table.filter(({ copy }) => copy === "perCluster").map(({ path }) => path))(
    "%s is refused until the pair file names another",
    (path) => {
      const { findings } = copyOf(aClusterBody({ properties: at(path, "only one can have it") }), request);
      expect(findings.map(({ code }) => code)).toContain("NOT_TO_SHARE");
    },
  );

  test("nothing that is read-only is in its copy, however much of it there is", () => {
    const places = table.filter(({ copy }) => copy === "leftOut").map(({ path }) => path);
    fc.assert(
      fc.property(anyCluster, fc.subarray(places, { minLength: 1 }), (cluster, marked) => {
        const body = copyOf(withMarks(cluster, marked), request).body;
        expect(JSON.stringify(body)).not.toContain(mark);
      }),
    );
  });

  test("what belongs to one cluster alone is never copied: each of it stands in the way", () => {
    const places = table.filter(({ copy }) => copy === "perCluster").map(({ path }) => path);
    fc.assert(
      fc.property(anyCluster, fc.subarray(places, { minLength: 1 }), (cluster, marked) => {
        const { findings } = copyOf(withMarks(cluster, marked), request);
        const refused = findings.filter(({ code }) => code === "NOT_TO_SHARE");
        expect(refused.every(({ severity }) => severity === "blocking")).toBe(true);
        expect(refused.length).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  test("its copy differs in nothing that is not explained", () => {
    fc.assert(
      fc.property(anyCluster, (cluster) => {
        expect(copyOf(cluster, request).differences.filter(({ why }) => why === null)).toEqual([]);
      }),
    );
  });

  test("compared with itself it differs in nothing", () => {
    fc.assert(
      fc.property(anyCluster, (cluster) => {
        expect(differencesOf(cluster, cluster, {})).toEqual([]);
      }),
    );
  });

  test("a property that nobody knows is reported, wherever it stands", () => {
    const places = ["", "networkProfile.", "agentPoolProfiles[].upgradeSettings.", "addonProfiles.*."];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.stringMatching(/^x[a-z0-9]{1,12}$/),
        oddJson,
        (place, name, value) => {
          fc.pre(value !== null);
          const { findings } = copyOf(aClusterBody({ properties: at(`${place}${name}`, value) }), request);
          const unknown = findings.filter(
            ({ code, message }) => code === "PROPERTY_UNKNOWN" && message.includes(name),
          );
          expect(unknown).toMatchObject([{ severity: "blocking" }]);
        },
      ),
    );
  });
});
