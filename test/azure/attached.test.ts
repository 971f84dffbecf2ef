import { describe, expect, test } from "vitest";
import type { PipelineRequest } from "@azure/core-rest-pipeline";
import { aksClusters } from "../../src/azure/aks/clusters.ts";
import type { Clients } from "../../src/azure/arm/clients.ts";
import { scriptedArm, troubleOf, type ScriptedAnswer } from "../support/scripted-arm.ts";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop";
const cluster = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const [blue, green] = [cluster("aks-shop-blue"), cluster("aks-shop-green")];

const body = {
  id: blue,
  name: "aks-shop-blue",
  location: "westeurope",
  properties: { provisioningState: "Succeeded", kubernetesVersion: "1.34.9", nodeResourceGroup: "MC_blue" },
};

type Lists = Readonly<Record<string, readonly object[] | ScriptedAnswer>>;

/** Blue, and what is listed below it by the last part of the path; all else is empty. */
function blueWith(lists: Lists) {
  const answer = ({ url }: PipelineRequest): ScriptedAnswer => {
    const path = new URL(url).pathname;
    if (path === blue || path === green) return { status: 200, body };
    const said = lists[path.split("/").at(-1) ?? ""] ?? [];
    return "status" in said ? said : { status: 200, body: { value: said } };
  };
  const { client, asked } = scriptedArm(answer);
  const clusters = aksClusters({ aks: () => client } as unknown as Clients);
  const plan = (deployer = "flux") => clusters.planAttached({ from: blue, to: green, deployer });
  return { clusters, plan, asked };
}

const refused = (status: number, code: string): ScriptedAnswer => ({
  status,
  body: { error: { code, message: "It may not be read." } },
});

const one = (path: string, name: string, properties: object) => ({
  id: `${blue}/${path}/${name}`,
  name,
  properties,
});

describe("what hangs on the active cluster besides its body", () => {
  test("is told kind by kind: what is copied, what is not, and what a person has to do", async () => {
    const { plan, asked } = blueWith({
      trustedAccessRoleBindings: [one("trustedAccessRoleBindings", "backup", { roles: [] })],
      locks: [one("providers/Microsoft.Authorization/locks", "keep", { level: "CanNotDelete" })],
      extensions: [
        one("providers/Microsoft.KubernetesConfiguration/extensions", "dapr", {
          extensionType: "Microsoft.Dapr",
          releaseTrain: "stable",
          configurationSettings: { "a.key": "not-for-everyone" },
        }),
      ],
    });
    const { attached, findings } = await plan();
    expect(attached.map(({ name, fate }) => `${name} ${fate}`)).toEqual([
      "backup copied",
      "dapr needsYou",
      "keep notCopied",
    ]);
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      "ATTACHED_NEEDS_YOU warning",
      "ATTACHED_NOT_COPIED warning",
    ]);
    expect(findings[0]?.fix).toContain(
      "az k8s-extension create --cluster-type managedClusters --resource-group rg-shop --cluster-name aks-shop-green --name dapr --extension-type Microsoft.Dapr --release-train stable --configuration-settings a.key=…",
    );
    expect(findings[1]?.fix).toContain(
      `az lock create --name keep --lock-type CanNotDelete --resource ${green}`,
    );
    expect(JSON.stringify({ attached, findings })).not.toContain("not-for-everyone");
    expect(asked.every(({ method }) => method === "GET")).toBe(true);
  });

  test("is asked of each provider in the api-version that it has", async () => {
    const { plan, asked } = blueWith({});
    await plan();
    const versions = asked.map(({ url }) => new URL(url).searchParams.get("api-version"));
    expect(versions).not.toContain("");
    const diagnostics = asked.find(({ url }) => url.includes("diagnosticSettings"));
    expect(diagnostics?.url).toContain("api-version=2021-05-01-preview");
  });

  test("leaves out what is inherited, of another cluster, or AKS's own", async () => {
    const { plan } = blueWith({
      locks: [
        { id: `${group}/providers/Microsoft.Authorization/locks/group`, name: "group", properties: {} },
      ],
      roleAssignments: [
        one("providers/Microsoft.Authorization/roleAssignments", "inherited", { scope: group }),
      ],
      systemTopics: [{ id: "topic", name: "other", properties: { source: green } }],
      privateEndpointConnections: [
        one("privateEndpointConnections", "kube-apiserver", {
          privateEndpoint: { id: "/subscriptions/s/resourceGroups/mc_BLUE/providers/x/y/z" },
        }),
      ],
    });
    expect(await plan()).toEqual({ attached: [], findings: [] });
  });

  test("is subscribed to by the app anew, by the hook that subscribes what is there", async () => {
    const { plan } = blueWith({
      systemTopics: [{ id: "topic", name: "evgt-aks-shop-blue", properties: { source: blue.toUpperCase() } }],
    });
    expect((await plan()).attached).toMatchObject([
      { fate: "needsYou", command: "azd hooks run postdeploy" },
    ]);
  });

  test("is copied by the deployer where that is Flux, and not where it is not", async () => {
    const flux = "providers/Microsoft.KubernetesConfiguration";
    const { plan } = blueWith({
      fluxConfigurations: [one(`${flux}/fluxConfigurations`, "apps", {})],
      extensions: [one(`${flux}/extensions`, "flux", { extensionType: "microsoft.flux" })],
    });
    expect((await plan("flux")).attached.map(({ fate }) => fate)).toEqual(["copied", "copied"]);
    expect((await plan("none")).attached.map(({ fate }) => fate)).toEqual(["notCopied", "notCopied"]);
  });

  test("is said to be unknown where it cannot be read, with the right that is missing", async () => {
    const { plan } = blueWith({
      diagnosticSettings: refused(403, "AuthorizationFailed"),
      identityBindings: refused(404, "NotFound"),
    });
    const { findings } = await plan();
    expect(findings.map(({ code }) => code)).toEqual(["ATTACHED_UNREADABLE", "ATTACHED_UNREADABLE"]);
    expect(findings[0]?.fix).toContain("Microsoft.Insights/diagnosticSettings/read");
  });

  test("is none of a provider that the subscription does not use", async () => {
    const { plan } = blueWith({ backupInstances: refused(409, "MissingSubscriptionRegistration") });
    expect((await plan()).findings).toEqual([]);
  });

  test("is asked again, with the whole plan, where Azure is only busy", async () => {
    const { plan } = blueWith({ locks: refused(429, "TooManyRequests") });
    expect((await troubleOf(plan())).reaction).toBe("later");
  });

  test("names five of a kind in a finding, and says how many more there are", async () => {
    const locks = Array.from({ length: 7 }, (_, nth) =>
      one("providers/Microsoft.Authorization/locks", `lock-${nth}`, { level: "ReadOnly" }),
    );
    const [finding] = (await blueWith({ locks }).plan()).findings;
    expect(finding?.message).toContain("lock-4 and 2 more");
    expect(finding?.message).not.toContain("lock-5");
  });
});
