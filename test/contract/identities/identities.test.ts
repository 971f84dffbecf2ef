import { describe, expect, test } from "vitest";
import { federatedIdentities } from "../../../src/azure/identities/identities.ts";
import { createIdentities } from "../../../src/simulator/identity/identities.ts";
import type { Identities } from "../../../src/workflow/ports.ts";
import { aPair } from "../../support/a-pair.ts";
import { answeredClients } from "../../support/answered-clients.ts";
import { fakeAzure } from "../../support/fake-azure.ts";

const group = (name: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${name}/providers/Microsoft.ManagedIdentity`;
const beside = `${group("rg-shop")}/userAssignedIdentities/id-orders`;
const elsewhere = `${group("rg-other")}/userAssignedIdentities/id-mail`;
const audiences = ["api://AzureADTokenExchange"];
const own = { name: "orders", issuer: "https://issuer.example/1/", subject: "account:orders", audiences };
const twin = { ...own, name: "orders-aks-shop-green", issuer: "https://issuer.example/2/" };

/** Our adapter, through Microsoft's own client, on the simulated identities. */
function simulated(): Identities {
  const identities = createIdentities();
  identities.seed({ id: beside, clientId: "1", credentials: [own] });
  identities.seed({ id: elsewhere, clientId: "2", credentials: [] });
  const clients = answeredClients(({ url, method, headers, body }) => {
    const path = decodeURIComponent(url.pathname);
    const found = identities.provider.find({ method, path, query: url.searchParams, headers, body });
    return found?.answer() ?? { status: 404 };
  });
  return federatedIdentities(clients);
}

function fake(): Identities {
  const azure = fakeAzure(aPair());
  azure.identities = [{ id: beside, credentials: [own] }];
  return azure.ports.identities;
}

describe.for([
  ["Azure, simulated, through Microsoft's own client", simulated],
  ["the fake in memory", fake],
] as const)("the identities of %s", ([, subject]) => {
  test("are those beside the clusters, with their federated credentials", async () => {
    expect(await subject().list(aPair())).toEqual([{ id: beside, credentials: [own] }]);
  });

  test("take a credential beside what they have, and twice is as once", async () => {
    const identities = subject();
    await identities.write(beside, twin);
    await identities.write(beside, twin);
    expect(await identities.list(aPair())).toEqual([{ id: beside, credentials: [own, twin] }]);
  });

  test("lose only the credential of that name, and twice is as once", async () => {
    const identities = subject();
    await identities.write(beside, twin);
    await identities.remove(beside, own.name);
    await identities.remove(beside, own.name);
    expect(await identities.list(aPair())).toEqual([{ id: beside, credentials: [twin] }]);
  });
});

describe("identities on Azure", () => {
  test("of other resource groups count where the pair file names them, each once however it is spelled", async () => {
    const named = aPair({ identities: [elsewhere, beside.replace("id-orders", "ID-Orders")] });
    const ids = (await simulated().list(named)).map(({ id }) => id.toLowerCase());
    expect(ids).toEqual([elsewhere.toLowerCase(), beside.toLowerCase()]);
  });

  test("are waited for while another of their credentials is being written", async () => {
    const code = "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity";
    const message =
      "Too many Federated Identity Credentials are written concurrently for the managed identity";
    const identities = federatedIdentities(
      answeredClients(() => ({ status: 409, body: { error: { code, message } } })),
    );
    await expect(identities.write(beside, twin)).rejects.toMatchObject({
      trouble: { code, reaction: "later", resource: beside },
    });
  });

  test("refuse the twenty-first credential, and a second one of an issuer and subject", async () => {
    const identities = simulated();
    await expect(identities.write(beside, { ...own, name: "again" })).rejects.toMatchObject({
      trouble: { message: expect.stringContaining("combination already exists"), reaction: "stop" },
    });
    for (let nth = 1; nth < 20; nth += 1)
      await identities.write(beside, { ...own, name: `own-${nth}`, subject: `account:${nth}` });
    await expect(identities.write(beside, twin)).rejects.toMatchObject({
      trouble: { reaction: "stop", resource: beside },
    });
  });
});
