import { CdnManagementClient } from "@azure/arm-cdn";
import { AuthenticationError, CredentialUnavailableError } from "@azure/identity";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { orTrouble, parsedAs, troubleWith } from "../../src/azure/arm/errors.ts";
import { listRaw, sendRaw } from "../../src/azure/arm/raw.ts";
import { scriptedArm, troubleOf, type ScriptedAnswer } from "../support/scripted-arm.ts";

const id =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/fd";

const refusedWith = async (answer: ScriptedAnswer) => {
  const { client } = scriptedArm(() => answer);
  return troubleOf(sendRaw(client, { method: "GET", target: id, resource: id }));
};

const error = (code: string | null, message: string | null) => ({ error: { code, message } });

test.for<[string, ScriptedAnswer, "later" | "stop"]>([
  [
    "a conflict with what is in progress is waited for",
    { status: 409, body: error("OperationNotAllowed", "Another operation (Updating) is in progress.") },
    "later",
  ],
  [
    "so is one with something that is being deleted",
    { status: 409, body: error("Conflict", "The resource is being deleted.") },
    "later",
  ],
  ["and one that gives no reason", { status: 409, body: error(null, null) }, "later"],
  ["an ETag that has moved is read again", { status: 409, body: { code: "EtagMismatch" } }, "later"],
  [
    "a policy that forbids it is not waited for",
    { status: 409, body: error("RequestDisallowedByPolicy", "Disallowed while an audit is in progress.") },
    "stop",
  ],
  [
    "an admission webhook that refuses is not waited for",
    { status: 409, body: { code: "ValidationError", message: "denied by webhook" } },
    "stop",
  ],
  [
    "a cluster with node auto-provisioning cannot be stopped, however long one waits",
    {
      status: 409,
      body: {
        code: "OperationNotAllowed",
        message: "Stop is not supported for clusters with node auto-provisioning.",
      },
    },
    "stop",
  ],
  ["a lock is not waited for", { status: 409, body: error("ScopeLocked", "The scope is locked.") }, "stop"],
  [
    "a token that ran out is replaced",
    { status: 401, body: error("ExpiredAuthenticationToken", "") },
    "later",
  ],
  [
    "a token of another tenant never does",
    { status: 401, body: error("InvalidAuthenticationTokenTenant", "wrong issuer") },
    "stop",
  ],
  ["a missing role needs a person", { status: 403, body: error("AuthorizationFailed", "no") }, "stop"],
  ["a failing service is asked again", { status: 503, body: "<html>busy</html>" }, "later"],
])("%s", async ([, answer, reaction]) => {
  expect(await refusedWith(answer)).toMatchObject({ reaction, resource: id });
});

describe("how long Azure asks to wait", () => {
  const date = "Thu, 05 Nov 2026 09:00:00 GMT";
  test.for<[string, Readonly<Record<string, string>>, number | undefined]>([
    ["is told in seconds", { "retry-after": "17" }, 17],
    ["or in milliseconds", { "retry-after-ms": "1500" }, 2],
    [
      "or as a date, by the clock of who answered",
      { "retry-after": "Thu, 05 Nov 2026 09:05:00 GMT", date },
      300,
    ],
    ["a date that has passed is now", { "retry-after": "Thu, 05 Nov 2026 08:00:00 GMT", date }, 0],
    ["a date without the answer's own time says nothing", { "retry-after": date }, undefined],
    ["nonsense says nothing", { "retry-after": "soon", date }, undefined],
  ])("%s", async ([, headers, seconds]) => {
    expect((await refusedWith({ status: 429, headers })).retryAfterSeconds).toBe(seconds);
  });

  test("is heard from Microsoft's own clients, too", async () => {
    const credential = { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 4e12 }) };
    const subscription = "00000000-0000-0000-0000-000000000000";
    const client = new CdnManagementClient(credential, subscription, { retryOptions: { maxRetries: 0 } });
    const answered = {
      name: "answered",
      sendRequest: async (
        request: Parameters<Parameters<typeof client.pipeline.addPolicy>[0]["sendRequest"]>[0],
      ) => ({
        request,
        status: 429,
        headers: createHttpHeaders({ "content-type": "application/json", "retry-after": "300" }),
        bodyAsText: JSON.stringify(error("TooManyRequests", "slow down")),
      }),
    };
    client.pipeline.addPolicy(answered, { phase: "Sign" });
    expect(await troubleOf(orTrouble(id, client.profiles.get("rg", "fd")))).toMatchObject({
      reaction: "later",
      code: "TooManyRequests",
      retryAfterSeconds: 300,
    });
  });
});

test.for([
  ["IMDS refuses for a moment", new AuthenticationError(400, { error: "bad", errorDescription: "identity" })],
  ["IMDS is restarting", new AuthenticationError(500, { error: "server_error", errorDescription: "" })],
  ["IMDS throttles", new AuthenticationError(429, { error: "throttled", errorDescription: "" })],
  ["no credential is there yet", new CredentialUnavailableError("no managed identity endpoint found")],
] as const)("%s: the sign-in is tried again", ([, thrown]) => {
  expect(troubleWith(id, thrown).trouble).toMatchObject({ reaction: "later", code: "SIGN_IN" });
});

describe("an answer that cannot be read", () => {
  test.for<[string, unknown]>([
    ["is no JSON", "<html>"],
    ["has no list", {}],
    ["has null for a list", { value: null }],
    ["has an item without its id", { value: [{ name: "x" }] }],
  ])("is never taken for an empty list: it %s", async ([, body]) => {
    const { client } = scriptedArm(() => ({ status: 200, body }));
    expect(await troubleOf(listRaw(client, id, z.object({ id: z.string() })))).toMatchObject({
      reaction: "later",
      code: "ANSWER_MALFORMED",
    });
  });

  test("says where, and never what", () => {
    const read = () => parsedAs(z.object({ a: z.object({ b: z.string() }) }), { a: { b: 7 } }, id);
    expect(read).toThrow(/cannot be read at a\.b/);
  });
});

test("a list is read to its last page", async () => {
  const { client, asked } = scriptedArm((_request, nth) => ({
    status: 200,
    body: nth === 1 ? { value: [1], nextLink: `https://management.azure.com${id}?page=2` } : { value: [2] },
  }));
  expect(await listRaw(client, id, z.number())).toEqual([1, 2]);
  expect(asked).toHaveLength(2);
});

test("a long text from outside is cut where it enters", async () => {
  const { message } = await refusedWith({ status: 400, body: error("Bad", "x".repeat(100_000)) });
  expect(message.length).toBeLessThanOrEqual(500);
});
