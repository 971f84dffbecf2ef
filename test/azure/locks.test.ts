import { expect, test } from "vitest";
import { resourceLocks } from "../../src/azure/locks/locks.ts";
import { locksOf } from "../../src/simulator/arm/locks.ts";
import type { WorldSeed } from "../../src/simulator/joints.ts";
import { answeredClients } from "../support/answered-clients.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const [blue, green] = [clusterIdOf("blue"), clusterIdOf("green")];

const refusing = (status: number, code: string) =>
  resourceLocks(answeredClients(() => ({ status, body: { error: { code, message: "No." } } })));

test("a subscription is asked once for its locks, and each is told with its scope", async () => {
  const scope = blue.split("/providers/")[0] ?? "";
  const azure = locksOf({ locks: [{ name: "keep", scope, level: "CanNotDelete" }] } as unknown as WorldSeed);
  const asked: string[] = [];
  const clients = answeredClients(({ url, method, body }) => {
    asked.push(`${method} ${url.pathname}${url.search}`);
    const request = { method, path: url.pathname, query: url.searchParams, headers: {}, body };
    return azure.find(request)?.answer() ?? { status: 404 };
  });
  expect(await resourceLocks(clients).near([blue, green])).toEqual([
    { id: `${scope}/providers/Microsoft.Authorization/locks/keep`, scope, level: "CanNotDelete" },
  ]);
  const subscription = blue.split("/resourceGroups/")[0] ?? "";
  expect(asked).toEqual([
    `GET ${subscription}/providers/Microsoft.Authorization/locks?api-version=2020-05-01`,
  ]);
});

test("that the app may not look is told, not thrown; a busy Azure is asked again", async () => {
  expect(await refusing(403, "AuthorizationFailed").near([blue])).toEqual({
    unread: "[AuthorizationFailed] No.",
  });
  await expect(refusing(503, "ServiceUnavailable").near([blue])).rejects.toMatchObject({
    trouble: { reaction: "later" },
  });
});
