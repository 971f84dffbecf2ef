import { expect, test } from "vitest";
import { createAgenda } from "../../../src/simulator/clock/agenda.ts";
import { createBlobService } from "../../../src/simulator/storage/blob-service.ts";
import { createOutage } from "../../../src/simulator/storage/outage.ts";
import { profileId, usersRouteId } from "../data/a-cloud.ts";
import type { Arm } from "./an-arm.ts";
import { passMinutes, useArm } from "./an-arm.ts";

const toGroup = (name: string) => ({
  properties: { originGroup: { id: `${profileId}/originGroups/${name}` } },
});
const groupOf = async (arm: Arm): Promise<unknown> => {
  const { body } = await arm.ask("GET", usersRouteId);
  return (body as ReturnType<typeof toGroup>).properties.originGroup.id.split("/").at(-1);
};

test.for([
  [403, "Forbidden", null],
  [409, "Conflict", null],
  [429, "TooManyRequests", "60"],
  [503, "ServiceUnavailable", null],
] as const)(
  "a frozen Front Door refuses every write with %i, is read as ever, and takes writes again after the thaw",
  async ([status, code, retryAfter], { expect }) => {
    const arm = await useArm();
    arm.addFault({ kind: "frontDoorFrozen", status });
    const refused = await arm.ask("PATCH", usersRouteId, toGroup("green"));
    expect(refused).toMatchObject({ status, body: { error: { code } } });
    expect(refused.headers.get("retry-after")).toBe(retryAfter);
    passMinutes(arm, 7 * 24 * 60);
    expect((await arm.ask("PATCH", usersRouteId, toGroup("green"))).status).toBe(status);
    expect(await groupOf(arm)).toBe("blue");
    expect(arm.ledger()).toMatchObject({ calls: { Routes_Update: 2 }, writes: [], throttled: 0 });

    arm.addFault({ kind: "frontDoorThaws" });
    expect((await arm.ask("PATCH", usersRouteId, toGroup("green"))).status).toBe(202);
    expect(await groupOf(arm)).toBe("green");
  },
);

test("a Front Door frozen by timeouts resets the connection and takes nothing", async () => {
  const arm = await useArm();
  arm.addFault({ kind: "frontDoorFrozen", status: "timeout" });
  await expect(arm.ask("PATCH", usersRouteId, toGroup("green"))).rejects.toThrow(/fetch failed/);
  expect(await groupOf(arm)).toBe("blue");
  expect(arm.ledger().writes).toEqual([]);
});

test("a write that lands late is answered 504 and has its effect when nobody expects it any more", async () => {
  const arm = await useArm();
  arm.addFault({ kind: "writeLandsLate", operation: "Routes_Update", nth: 2, minutes: 30 });
  expect((await arm.ask("PATCH", usersRouteId, toGroup("green"))).status).toBe(202);
  passMinutes(arm, 2);
  const lost = await arm.ask("PATCH", usersRouteId, toGroup("green"));
  expect(lost).toMatchObject({ status: 504, body: { error: { code: "GatewayTimeout" } } });
  expect((await arm.ask("PATCH", usersRouteId, toGroup("blue"))).status).toBe(202);
  passMinutes(arm, 29);
  expect(await groupOf(arm)).toBe("blue");
  expect(arm.ledger().writes).toHaveLength(2);

  passMinutes(arm, 1);
  expect(await groupOf(arm)).toBe("green");
  expect(arm.ledger().writes).toHaveLength(3);
  expect((await arm.ask("PATCH", usersRouteId, toGroup("blue"))).status).toBe(202);
});

test("a write that lands late is the n-th one for other faults too, and is itself not counted twice", async () => {
  const arm = await useArm();
  arm.addFault({ kind: "writeLandsLate", operation: "Routes_Update", nth: 1, minutes: 5 });
  const [code, message] = ["InternalServerError", "No."];
  arm.addFault({ kind: "operationFails", operation: "Routes_Update", nth: 2, code, message });
  await arm.ask("PATCH", usersRouteId, toGroup("green"));
  passMinutes(arm, 7);
  expect(await groupOf(arm)).toBe("green");
  await arm.ask("PATCH", usersRouteId, toGroup("blue"));
  passMinutes(arm, 2);
  expect(await groupOf(arm)).toBe("green");
});

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
const activitiesOf = async (arm: Arm, filter: string): Promise<unknown> => {
  const query = new URLSearchParams({ $filter: filter });
  const path = `${subscription}/providers/Microsoft.Insights/eventtypes/management/values?${query.toString()}`;
  return (await arm.ask("GET", path)).body;
};

test("the activity log names who wrote what: the app's own identity, and everybody else", async () => {
  const arm = await useArm();
  await arm.ask("PATCH", usersRouteId, toGroup("green"));
  passMinutes(arm, 10);
  const path = "afdEndpoints/shop/routes/shop";
  const { properties } = toGroup("blue");
  arm.addFault({ kind: "foreignWrite", path, properties, by: "eve@shop.example" });
  await arm.ask("PATCH", `${profileId}/originGroups/green/origins/blue`, { properties: { priority: 3 } });

  const since = "eventTimestamp ge '2026-11-05T09:00:00Z'";
  const operationName = { value: "Microsoft.Cdn/profiles/afdEndpoints/routes/write" };
  const [own, foreign] = [
    {
      caller: "id-shop",
      eventTimestamp: "2026-11-05T09:00:00.000Z",
      operationName,
      resourceId: usersRouteId,
      status: { value: "Accepted" },
    },
    {
      caller: "eve@shop.example",
      eventTimestamp: "2026-11-05T09:10:00.000Z",
      operationName,
      resourceId: usersRouteId,
      status: { value: "Accepted" },
    },
  ];
  expect(await activitiesOf(arm, `${since} and resourceUri eq '${usersRouteId.toUpperCase()}'`)).toEqual({
    value: [foreign, own],
  });
  expect(await activitiesOf(arm, `${since} and resourceGroupName eq 'rg-shop'`)).toMatchObject({
    value: [{ resourceId: `${profileId}/originGroups/green/origins/blue` }, foreign, own],
  });
  const later = "eventTimestamp ge '2026-11-05T09:05:00Z' and eventTimestamp le '2026-11-05T09:09:00Z'";
  expect(await activitiesOf(arm, later)).toEqual({ value: [] });
  expect(await activitiesOf(arm, `${since} and resourceGroupName eq 'rg'`)).toEqual({ value: [] });
  expect(await activitiesOf(arm, "resourceGroupName eq 'rg-shop'")).toMatchObject({
    error: { code: "BadRequest" },
  });
});

test("during a storage outage every blob request is answered 503, and nothing is lost by it", () => {
  const agenda = createAgenda(0);
  const outage = createOutage(agenda, () => undefined);
  const serve = outage.before(createBlobService(() => agenda.now()));
  const ask = (method: string, path: string) =>
    serve({
      method,
      url: new URL(`https://stshop.blob.core.windows.net${path}`),
      headers: { authorization: "Bearer a-token" },
      body: Buffer.from("7"),
    });
  expect([ask("PUT", "/box").status, ask("PUT", "/box/a").status]).toEqual([201, 201]);
  outage.add({ kind: "storageOutage", minutes: 10 });
  expect(ask("GET", "/box/a")).toMatchObject({ status: 503, headers: { "x-ms-error-code": "ServerBusy" } });
  agenda.advanceTo(599_999);
  expect(ask("PUT", "/box/a").status).toBe(503);
  agenda.advanceTo(600_000);
  expect(ask("GET", "/box/a").body.toString()).toBe("7");
});
