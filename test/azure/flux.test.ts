import type { FluxConfiguration } from "@azure/arm-kubernetesconfiguration";
import { describe, expect, test } from "vitest";
import { lags } from "../../src/azure/flux/revisions.ts";
import { fluxDeployer } from "../../src/azure/flux/deployer.ts";
import { fixedDifferences, patchTowards, settingsIn } from "../../src/azure/flux/settings.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { answeredClients } from "../support/answered-clients.ts";

const configuration = (changes: object = {}) => ({
  scope: "cluster",
  namespace: "flux-system",
  sourceKind: "GitRepository",
  suspend: false,
  gitRepository: {
    url: "https://git.example/shop.git",
    timeoutInSeconds: 600,
    repositoryRef: { branch: "main", tag: null, semver: null, commit: null },
  },
  kustomizations: {
    apps: {
      name: "apps",
      path: "./apps",
      dependsOn: [],
      prune: true,
      postBuild: { substitute: { COLOR: "green", REGION: "we" }, substituteFrom: null },
    },
  },
  ...changes,
});

describe("a kept configuration is left alone", () => {
  test.for([
    ["when it is the same", {}],
    ["when nothing is told as null, as an empty list or not at all", { bucket: null, azureBlob: {} }],
    [
      "when only its read-only names and empty lists differ",
      {
        kustomizations: {
          apps: {
            path: "./apps",
            prune: true,
            postBuild: { substitute: { REGION: "we", COLOR: "green" }, substituteFrom: [] },
          },
        },
      },
    ],
  ] as const)("%s", ([, changes], { expect }) => {
    expect(patchTowards(configuration(), configuration(changes))).toBeUndefined();
    expect(patchTowards(configuration(changes), configuration())).toBeUndefined();
  });

  test("whatever the service fills in", () => {
    const told = {
      ...configuration(),
      statuses: [{}],
      sourceSyncedCommitId: "main@sha1:1",
      complianceState: "Compliant",
    };
    expect(settingsIn(told)).toEqual(configuration());
  });
});

describe("what differs is written, and nothing else", () => {
  const reference = (repositoryRef: object) => ({
    gitRepository: { url: "https://git.example/shop.git", timeoutInSeconds: 600, repositoryRef },
  });

  test.for([
    ["branch", { branch: "release-2" }, { branch: "release-2" }],
    ["tag", { tag: "v2" }, { branch: null, tag: "v2" }],
    ["range of tags", { semver: ">=2.0.0" }, { branch: null, semver: ">=2.0.0" }],
    ["commit", { branch: "main", commit: "0ba6f0d" }, { branch: "main", commit: "0ba6f0d" }],
  ] as const)("another %s of the source", ([, wanted, written], { expect }) => {
    const patch = patchTowards(configuration(), configuration(reference(wanted)));
    expect(patch).toEqual(reference(written));
  });

  test("another kind of source, and the one of before goes", () => {
    const bucket = { url: "https://blobs.example", bucketName: "shop" };
    const wanted = { ...configuration({ sourceKind: "Bucket", bucket }), gitRepository: null };
    expect(patchTowards(configuration(), wanted)).toEqual({
      sourceKind: "Bucket",
      bucket,
      gitRepository: null,
    });
  });

  test("a kustomization that is gone, a new one, and a variable that is not set any more", () => {
    const gates = { path: "./gates", prune: true };
    const apps = { path: "./apps", prune: true, postBuild: { substitute: { COLOR: "green" } } };
    const there = configuration({
      kustomizations: { ...configuration().kustomizations, old: { path: "./old" } },
    });
    expect(patchTowards(there, configuration({ kustomizations: { apps, gates } }))).toEqual({
      kustomizations: {
        old: null,
        gates,
        apps: { path: "./apps", prune: true, postBuild: { substitute: { COLOR: "green", REGION: null } } },
      },
    });
  });

  test("a configuration that somebody has suspended is resumed", () => {
    expect(patchTowards(configuration({ suspend: true }), configuration())).toEqual({ suspend: false });
  });

  test("never its secrets: nobody can read them to write them again", () => {
    const secret = { configurationProtectedSettings: { httpsKey: "s3cret" } };
    const patch = patchTowards(configuration(secret), configuration({ sourceKind: "Bucket" }));
    expect(Object.keys(patch ?? {})).toEqual(["sourceKind"]);
  });

  test("what no update can change is named", () => {
    expect(fixedDifferences(configuration(), configuration({ namespace: "apps" }))).toEqual(["namespace"]);
    expect(patchTowards(configuration(), configuration({ namespace: "apps" }))).toBeUndefined();
  });
});

describe("workloads are there when the cluster has applied what the active one has", () => {
  const sha = "0ba6f0d30760d567de0bac86c8c4eec13ce1a590";
  const old = "1111111111111111111111111111111111111111";
  const at = (commit: string | undefined, applied = commit, complianceState = "Compliant") => ({
    name: "shop",
    complianceState,
    ...(commit === undefined ? {} : { sourceSyncedCommitId: commit }),
    statuses: [
      {
        name: "shop-apps",
        kind: "Kustomization",
        statusConditions: [{ type: "Ready", message: `'Applied revision: ${applied ?? "none"}'` }],
      },
    ],
  });
  const blueAt = (commit: string | undefined) => ({ color: "blue", configurations: [at(commit)] });

  test.for([
    ["the same revision", `main@sha1:${sha}`, `main@sha1:${sha}`],
    ["the same revision, as an older agent writes it", `main/${sha}`, `main@sha1:${sha}`],
    ["the same range's newest tag", "v2.0.1", "v2.0.1"],
    ["a revision, where the active tells none", `main@sha1:${sha}`, undefined],
  ] as const)("%s", ([, own, other], { expect }) => {
    expect(lags([at(own)], blueAt(other))).toEqual([]);
  });

  test.for<[string, FluxConfiguration, string]>([
    ["an older revision", at(`main@sha1:${old}`), `shop (is at main@sha1:${old}, blue at main@sha1:${sha})`],
    [
      "no revision yet",
      { ...at(undefined), statuses: [] },
      `shop (is at no revision yet, blue at main@sha1:${sha})`,
    ],
    [
      "fetched, but not applied",
      at(`main@sha1:${sha}`, `main@sha1:${old}`),
      `shop (has fetched main@sha1:${sha} and applied main@sha1:${old})`,
    ],
    ["trouble", at(`main@sha1:${sha}`, undefined, "Non-Compliant"), "shop (Non-Compliant)"],
  ])("not with %s", ([, own, said], { expect }) => {
    expect(lags([own], blueAt(`main@sha1:${sha}`))).toEqual([said]);
  });

  test("not without a configuration that the active has", () => {
    const commit = `main@sha1:${sha}`;
    const reference = { color: "blue", configurations: [at(commit), { ...at(commit), name: "gates" }] };
    expect(lags([at(commit)], reference)).toEqual(["gates (is on blue only)"]);
  });
});

describe("what is left over from before", () => {
  type Resources = Record<string, { provisioningState: string; [setting: string]: unknown }>;
  const extension = (provisioningState: string) => ({ extensionType: "microsoft.flux", provisioningState });
  const ready = (changes: object = {}) => ({ ...configuration(changes), provisioningState: "Succeeded" });
  const active = { "blue/extensions/flux": extension("Succeeded"), "blue/fluxConfigurations/shop": ready() };

  /** ARM with these resources below the clusters; a cluster without any does not exist. */
  function arm(resources: Resources) {
    const written: string[] = [];
    const clients = answeredClients(({ url, method, body }) => {
      const [, color = "", kind = "", name] =
        /aks-shop-(\w+)\/providers\/Microsoft.KubernetesConfiguration\/(\w+)(?:\/(\w+))?$/.exec(
          url.pathname,
        ) ?? [];
      const below = Object.entries(resources).filter(([key]) => key.startsWith(`${color}/${kind}/`));
      const absent = { status: 404, body: { error: { code: "ResourceNotFound", message: "no" } } };
      if (method !== "GET") written.push(`${method} ${color}/${kind}/${name ?? ""} ${JSON.stringify(body)}`);
      if (method !== "GET") return { status: 202, body: {} };
      const isThere = Object.keys(resources).some((key) => key.startsWith(color));
      if (name === undefined && !isThere) return absent;
      const value = below.map(([key, properties]) => ({ name: key.split("/").at(-1), properties }));
      if (name === undefined) return { status: 200, body: { value } };
      const found = resources[`${color}/${kind}/${name}`];
      return found === undefined ? absent : { status: 200, body: { properties: found } };
    });
    return {
      written,
      begin: async () => fluxDeployer(clients).begin(aPair(), { from: "blue", to: "green" }),
    };
  }

  test("an extension whose installation failed is installed again", async () => {
    const { written, begin } = arm({ ...active, "green/extensions/flux": extension("Failed") });
    expect((await begin()).kind).toBe("begun");
    expect(written).toEqual(['PUT green/extensions/flux {"properties":{"extensionType":"microsoft.flux"}}']);
  });

  test("a configuration that failed is written again, though it says what it should", async () => {
    const kept = { ...ready(), provisioningState: "Failed" };
    const there = { ...active, "green/extensions/flux": extension("Succeeded") };
    const { written, begin } = arm({ ...there, "green/fluxConfigurations/shop": kept });
    expect((await begin()).kind).toBe("begun");
    expect(written[0]).toMatch(/^PATCH green\/fluxConfigurations\/shop .*"branch":"main"/);
    expect(written[0]).not.toMatch(/scope|namespace|null/);
  });

  test("one in another namespace cannot be changed: a person is told what to delete", async () => {
    const kept = ready({ namespace: "apps" });
    const there = { ...active, "green/extensions/flux": extension("Succeeded") };
    const { written, begin } = arm({ ...there, "green/fluxConfigurations/shop": kept });
    const error: unknown = await begin().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutsideError);
    expect((error as OutsideError).trouble).toMatchObject({
      reaction: "stop",
      code: "FLUX_CONFIGURATION_DIFFERS",
      resource: `${clusterIdOf("green")}/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/shop`,
    });
    expect(written).toEqual([]);
  });

  test("with the other cluster gone, what the kept one has is all there is", async () => {
    const { written, begin } = arm({
      "green/extensions/flux": extension("Succeeded"),
      "green/fluxConfigurations/shop": ready(),
    });
    expect(await begin()).toEqual({ kind: "done" });
    expect(written).toEqual([]);
  });

  test("with nothing on either there is nothing to clone", async () => {
    await expect(arm({}).begin()).rejects.toMatchObject({ trouble: { code: "NOTHING_TO_CLONE" } });
  });
});
