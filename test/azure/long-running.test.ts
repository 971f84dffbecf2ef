import { describe, expect, test } from "vitest";
import { pollRaw } from "../../src/azure/arm/long-running.ts";
import { scriptedArm, troubleOf, type ScriptedAnswer } from "../support/scripted-arm.ts";

const resourceId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cdn/profiles/fd";
const statusUrl = "https://management.azure.com/operationresults/1";

/** The status URL says the one, the resource itself the other. */
const look = async (status: ScriptedAnswer, state = "Updating") => {
  const resource = { status: 200, body: { properties: { provisioningState: state } } };
  const { client } = scriptedArm((request) => (request.url === statusUrl ? status : resource));
  return pollRaw(client, { resourceId, statusUrl });
};

describe("a look at a long-running operation goes by its status, whatever stands beside it", () => {
  test.for([
    ["InProgress", { code: "None", message: null }, { kind: "running", retryAfterSeconds: 30 }],
    ["Running", null, { kind: "running", retryAfterSeconds: 30 }],
    ["Succeeded", { code: "None", message: null }, { kind: "succeeded" }],
    ["Succeeded", null, { kind: "succeeded" }],
    ["Succeeded", "odd", { kind: "succeeded" }],
    ["Failed", { code: "None", message: null }, { kind: "failed", code: "Failed" }],
    ["Failed", { code: null, message: null }, { kind: "failed", code: "Failed" }],
    ["Failed", null, { kind: "failed", code: "Failed" }],
    [
      "Canceled",
      { code: "Preempted", message: "other" },
      { kind: "failed", code: "Preempted", message: "other" },
    ],
  ] as const)("%s with the error %j", async ([status, error, expected]) => {
    expect(await look({ status: 200, body: { status, error } })).toMatchObject(expected);
  });
});

test.for<[string, ScriptedAnswer]>([
  ["garbage", { status: 200, body: "<html>" }],
  ["nothing", { status: 200, body: {} }],
  ["the resource, as a Location does", { status: 200, body: { id: resourceId, properties: {} } }],
  ["that it has forgotten", { status: 404, body: { error: { code: "NotFound", message: "gone" } } }],
])("a status URL that answers %s ends nothing: the resource's own state decides", async ([, answer]) => {
  expect(await look(answer)).toEqual({ kind: "running", retryAfterSeconds: 30 });
  expect(await look(answer, "Succeeded")).toEqual({ kind: "succeeded" });
  expect(await look(answer, "Failed")).toMatchObject({ kind: "failed", code: "Failed" });
});

test("a resource whose state cannot be read either is looked at again later", async () => {
  const { client } = scriptedArm(() => ({ status: 200, body: "<html>" }));
  expect(await troubleOf(pollRaw(client, { resourceId, statusUrl }))).toMatchObject({ reaction: "later" });
});
