import { beforeEach, describe, expect, test } from "vitest";
import { findPlan } from "../../src/workflow/requests/find-plan.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage } from "../support/stage.ts";

const id =
  "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders";
const audiences = ["api://AzureADTokenExchange"];
const issuerOf = (color: string) => `https://issuer.example/${color}`;
const own = { name: "orders", issuer: issuerOf("blue"), subject: "account:orders", audiences };
const twin = { ...own, name: "orders-aks-shop-green", issuer: issuerOf("green") };

let azure: FakeAzure;
let stage: Stage;

beforeEach(() => {
  azure = fakeAzure(aPair());
  azure.identities = [{ id, credentials: [own] }];
  stage = new Stage(azure.ports);
});

const credentials = () => azure.identities[0]?.credentials;
const told = (event: string) =>
  azure.documents.get("shop-1-upgrade")?.journal.find((entry) => entry.event === event)?.data;

describe("an upgrade", () => {
  test("lets the candidate's workloads sign in as soon as it is built, before they land", async () => {
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    expect(azure.writes.slice(1, 4)).toEqual([
      "create green on 1.34.9",
      "credential orders-aks-shop-green",
      "upgrade green to 1.35.5",
    ]);
    expect(credentials()).toEqual([own, twin]);
    expect(told("credentials.made")).toEqual({ color: "green", twins: [{ identityId: id, ...twin }] });
  });

  test("writes none where a kept candidate has them already", async () => {
    azure.clusters.green = aCluster("green", { powerState: "Stopped" });
    azure.identities = [{ id, credentials: [own, twin] }];
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    expect(azure.writes.filter((write) => write.includes("credential"))).toEqual([]);
  });

  test("that is aborted takes its own away again, when its cluster is stopped", async () => {
    azure.onWrite = (made) => made === "upgrade green to 1.35.5" && stage.send("abort");
    expect((await stage.play("upgrade")).outcome).toBe("aborted");
    expect(azure.writes.slice(-2)).toEqual(["stop green", "remove credential orders-aks-shop-green"]);
    expect(credentials()).toEqual([own]);
    expect(told("credentials.removed")).toMatchObject({ color: "green" });
  });

  test("that is aborted leaves what was there before it", async () => {
    azure.clusters.green = aCluster("green", { powerState: "Stopped" });
    azure.identities = [{ id, credentials: [own, twin] }];
    azure.onWrite = (made) => made === "upgrade green to 1.35.5" && stage.send("abort");
    expect((await stage.play("upgrade")).outcome).toBe("aborted");
    expect(credentials()).toEqual([own, twin]);
  });

  test("that is aborted leaves one that somebody has led elsewhere since", async () => {
    const elsewhere = { ...twin, issuer: "https://issuer.example/ci" };
    azure.onWrite = (made) => {
      if (made !== "upgrade green to 1.35.5") return;
      azure.identities = [{ id, credentials: [own, elsewhere] }];
      stage.send("abort");
    };
    await stage.play("upgrade");
    expect(credentials()).toEqual([own, elsewhere]);
  });
});

describe("the plan", () => {
  const codes = async () =>
    (await findPlan(azure.ports, aPair(), { kind: "upgrade", target: null })).findings.map(
      ({ code }) => code,
    );

  test("tells the limit before anything is written", async () => {
    const all = Array.from({ length: 11 }, (_, nth) => ({
      ...own,
      name: `account-${nth}`,
      subject: `account:${nth}`,
    }));
    azure.identities = [{ id, credentials: all }];
    expect(await codes()).toEqual(["CREDENTIAL_LIMIT"]);
  });

  test("tells that the app may not read identities, with the role that is missing", async () => {
    azure.ports.identities.list = async () => {
      const text = { message: "does not have authorization", resource: id, fix: "" };
      throw new OutsideError({ reaction: "stop", code: "AuthorizationFailed", ...text });
    };
    expect(await codes()).toEqual(["IDENTITIES_UNREADABLE"]);
  });

  test("asks nothing of a pair whose clusters issue no tokens", async () => {
    azure.clusters.blue = aCluster("blue", { oidcIssuer: null });
    azure.identities = [];
    expect(await codes()).toEqual([]);
  });
});
