import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { trustIn } from "../../../src/simulator/identity/federation.ts";
import { createIdentities } from "../../../src/simulator/identity/identities.ts";
import { createSignIn, type Trusts } from "../../../src/simulator/identity/sign-in.ts";

async function useSignIn(trusts?: Trusts, subject = "system:serviceaccount:blue-green:gate") {
  const signIn = createSignIn(trusts);
  const server = createServer(signIn.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant/oauth2/v2.0/token`;
  const good = {
    grant_type: "client_credentials",
    client_id: "client",
    scope: "https://storage.azure.com/.default",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: signIn.issueToken(subject, "client"),
  };
  const ask = async (changes: Partial<typeof good> = {}) => {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams({ ...good, ...changes }) });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  return { ask, url };
}

test("the cluster's token buys one for storage", async () => {
  const { ask } = await useSignIn();
  const { status, answer } = await ask();
  expect(status).toBe(200);
  expect(answer).toMatchObject({ token_type: "Bearer", expires_in: 86_399, access_token: "rehearsal" });
});

test.for([
  [{ client_assertion: "a.b.c" }, 401, "invalid_client", "AADSTS700213"],
  [{ client_assertion_type: "none" }, 401, "invalid_client", "AADSTS700213"],
  [{ client_id: "another" }, 400, "unauthorized_client", "AADSTS700016"],
  [{ scope: "https://storage.azure.com" }, 400, "invalid_scope", "AADSTS1002012"],
  [{ grant_type: "password" }, 400, "unsupported_grant_type", "AADSTS70003"],
] as const)("%j is refused with a code", async ([changes, status, error, code], { expect }) => {
  const { ask } = await useSignIn();
  const refused = await ask(changes);
  expect(refused).toMatchObject({ status, answer: { error } });
  expect(refused.answer["error_description"]).toContain(code);
  expect(refused.answer).not.toHaveProperty("access_token");
});

test("nothing else is answered there", async () => {
  const { url } = await useSignIn();
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(url.replace("token", "authorize"), { method: "POST" })).status).toBe(404);
});

test("a cluster that is built anew signs in by none of the credentials of the one before, but by a twin for its own issuer", async () => {
  const account = "system:serviceaccount:blue-green:gate";
  const identities = createIdentities();
  const id =
    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-gates";
  const audiences = ["api://AzureADTokenExchange"];
  const first = { name: "green", issuer: "https://issuer.example/1/", subject: account, audiences };
  identities.seed({ id, clientId: "client", credentials: [first] });
  let issuer: string | undefined = first.issuer;
  const { ask } = await useSignIn(
    trustIn(identities, { issuerOf: () => issuer }),
    `/clusters/green/${account}`,
  );
  expect((await ask()).status).toBe(200);
  issuer = "https://issuer.example/2/";
  const refused = await ask();
  expect(refused.status).toBe(401);
  expect(refused.answer["error_description"]).toContain("AADSTS700213");
  const put = identities.provider.find({
    method: "PUT",
    path: `${id}/federatedIdentityCredentials/twin`,
    query: new URLSearchParams(),
    headers: {},
    body: { properties: { issuer, subject: account, audiences } },
  });
  expect(put?.answer().status).toBe(201);
  expect((await ask()).status).toBe(200);
  issuer = undefined;
  expect((await ask()).status).toBe(401);
});
