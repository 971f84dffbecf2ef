import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  credentialFindings,
  missingTwins,
  type Credential,
  type FederatedIdentity,
} from "../../src/domain/upgrade/credentials.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const id =
  "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders";
const [blueIssuer, greenIssuer] = ["https://issuer.example/1/", "https://issuer.example/2/"];
const from = { color: "blue", clusterId: clusterIdOf("blue"), issuer: blueIssuer } as const;
const to = { color: "green", clusterId: clusterIdOf("green"), issuer: greenIssuer } as const;
const sides = { from, to };
const absent = { from, to: { ...to, issuer: null } };

const audiences = ["api://AzureADTokenExchange"];
const credential = (name: string, issuer: string = blueIssuer, subject = `account:${name}`): Credential => ({
  name,
  issuer,
  subject,
  audiences,
});
const identity = (...credentials: Credential[]): FederatedIdentity => ({ id, credentials });

/** What an identity has after its twins are made. */
const withTwins = (before: FederatedIdentity): FederatedIdentity => {
  const twins = missingTwins([before], sides);
  const names = new Set(twins.map(({ name }) => name));
  const kept = before.credentials.filter(({ name }) => !names.has(name));
  const made = twins.map(({ name, issuer, subject }) => credential(name, issuer, subject));
  return { id, credentials: [...kept, ...made] };
};

describe("a federated credential of the active cluster's issuer", () => {
  test("gets a twin of the same subject and audiences for the candidate's, named after its cluster", () => {
    expect(missingTwins([identity(credential("orders"))], sides)).toEqual([
      {
        identityId: id,
        name: "orders-aks-shop-green",
        issuer: greenIssuer,
        subject: "account:orders",
        audiences,
      },
    ]);
  });

  test("gets none where the candidate can sign in already, by whatever name", () => {
    const there = credential("by-hand", greenIssuer, "account:orders");
    expect(missingTwins([identity(credential("orders"), there)], sides)).toEqual([]);
  });

  test("of another issuer is nobody's business", () => {
    expect(missingTwins([identity(credential("github", "https://issuer.example/ci"))], sides)).toEqual([]);
  });

  test("does not grow a longer name with each upgrade", () => {
    const before = identity(credential("orders-aks-shop-blue"));
    expect(missingTwins([before], sides)).toMatchObject([{ name: "orders-aks-shop-green" }]);
  });

  test("takes over what the cluster of that name before the rebuilt one has left, so that none piles up", () => {
    const left = credential("orders-aks-shop-green", "https://issuer.example/gone", "account:orders");
    const before = identity(credential("orders"), left);
    expect(credentialFindings([before], sides)).toEqual([]);
    expect(withTwins(before).credentials).toHaveLength(2);
  });

  test("of a gate is named by the color, as infra names it", () => {
    expect(missingTwins([identity(credential("blue"))], sides)).toMatchObject([{ name: "green" }]);
  });

  test("has a twin by its color where both clusters have one name", () => {
    const namesakes = { from, to: { ...to, clusterId: clusterIdOf("blue").replace("rg-shop", "rg-other") } };
    expect(missingTwins([identity(credential("orders"))], namesakes)).toMatchObject([
      { name: "orders-green" },
    ]);
  });

  test("keeps a name that Azure allows", () => {
    const [twin] = missingTwins([identity(credential("o".repeat(120)))], sides);
    expect(twin?.name).toBe(`${"o".repeat(105)}-aks-shop-green`);
    expect(twin?.name).toHaveLength(120);
  });

  test("has a twin after which nothing is missing, whatever it is called", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{2,119}$/), { maxLength: 8 });
    fc.assert(
      fc.property(names, (all) => {
        const before = identity(...all.map((name) => credential(name)));
        fc.pre(credentialFindings([before], sides).length === 0);
        const after = withTwins(before);
        expect(after.credentials).toEqual(expect.arrayContaining([...before.credentials]));
        expect(after.credentials.every(({ name }) => name.length <= 120)).toBe(true);
        expect(missingTwins([after], sides)).toEqual([]);
      }),
    );
  });
});

describe("the plan", () => {
  const many = (count: number) => Array.from({ length: count }, (_, nth) => credential(`account-${nth}`));

  test("says which identity would have more than twenty, and how to make room", () => {
    expect(credentialFindings([identity(...many(10))], absent)).toEqual([]);
    expect(credentialFindings([identity(...many(11))], absent)).toMatchObject([
      {
        code: "CREDENTIAL_LIMIT",
        severity: "blocking",
        resource: id,
        message: expect.stringContaining("would be 22"),
        fix: expect.stringContaining(
          "az identity federated-credential list -g rg-shop --identity-name id-orders",
        ),
      },
    ]);
  });

  test("counts one that takes over a name as none more", () => {
    const others = (count: number) =>
      many(count).map((one) => ({ ...one, issuer: "https://issuer.example/ci" }));
    const left = credential("orders-aks-shop-green", "https://issuer.example/gone", "account:orders");
    const full = identity(credential("orders"), left, ...others(18));
    expect(credentialFindings([full], sides)).toEqual([]);
    expect(credentialFindings([identity(credential("orders"), ...others(18))], sides)).toEqual([]);
    expect(credentialFindings([identity(credential("orders"), ...others(19))], sides)).toMatchObject([
      { code: "CREDENTIAL_LIMIT", message: expect.stringContaining("would be 21") },
    ]);
  });

  test("does not count what is there already: a kept candidate needs no more room", () => {
    const there = many(10).map(({ subject }, nth) => credential(`twin-${nth}`, greenIssuer, subject));
    expect(credentialFindings([identity(...many(10), ...there)], sides)).toEqual([]);
  });

  test("never takes the name of a credential that somebody else may be signing in by", () => {
    const others = credential("orders-aks-shop-green", "https://issuer.example/ci", "account:ci");
    expect(credentialFindings([identity(credential("orders"), others)], sides)).toMatchObject([
      { code: "CREDENTIAL_NAME_TAKEN", severity: "blocking", resource: id },
    ]);
  });

  test("never takes the name of one that the active cluster's workloads sign in by", () => {
    const actives = [credential("orders"), credential("orders-aks-shop-green", blueIssuer, "account:2")];
    const own = credential(`${"o".repeat(105)}-aks-shop-green`);
    for (const all of [actives, [own]]) {
      const codes = credentialFindings([identity(...all)], sides).map(({ code }) => code);
      expect(codes).toContain("CREDENTIAL_NAME_TAKEN");
    }
  });
});
