import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keys, useHost, useStateFolder, type Status, type UsedHost } from "./use-host.ts";

const isWaiting = ({ historyEvents = [] }: Status): boolean => historyEvents.length > 0;
const hasEnded = ({ runtimeStatus }: Status): boolean => /Completed|Failed/.test(runtimeStatus);

async function useWaiting(ids: readonly string[]): Promise<UsedHost & { readonly file: string }> {
  const host = await useHost();
  const file = join(useStateFolder(), "trace.txt");
  for (const id of ids) {
    await host.durable.start("tracesAfterGo", id, { file });
    await host.durable.until(id, isWaiting);
  }
  return { ...host, file };
}

const restartIn = (id: string): string => `/admin/host/restart?midTurn=${id}&code=${keys.master}`;

test("an instance whose turn a restarting job host loses half-done fails for good, and its step never ran", async () => {
  const { call, durable, file } = await useWaiting(["one"]);
  expect((await call("POST", restartIn("one"))).status).toBe(202);
  await durable.raise("one", "go", 1);
  const { runtimeStatus, output } = await durable.until("one", hasEnded);
  expect(runtimeStatus).toBe("Failed");
  expect(output).toMatch(/^Non-Deterministic workflow detected: .*leaveTrace.* hasn't \(yet\?\) scheduled/);
  expect(existsSync(file)).toBe(false);
});

test("a restart in the turn of one instance leaves the others alone", async () => {
  const { call, durable, file } = await useWaiting(["one", "other"]);
  await call("POST", restartIn("one"));
  await durable.raise("other", "go", 1);
  expect(await durable.until("other", hasEnded)).toMatchObject({ output: "traced" });
  expect(readFileSync(file, "utf8")).toBe("other\n");
});

test("it fails as well where an event or a timer was waited for, whichever came first", async () => {
  const { call, durable, file } = await useWaiting([]);
  await durable.start("tracesAfterGoOrHour", "one", { file });
  await durable.until("one", isWaiting);
  await call("POST", restartIn("one"));
  await durable.raise("one", "go", 1);
  expect((await durable.until("one", hasEnded)).output).toMatch(/leaveTrace.* hasn't \(yet\?\) scheduled/);
  expect(existsSync(file)).toBe(false);
});

test("an instance that is still to come can be doomed, and its first turn is spared", async () => {
  const { call, durable, file } = await useWaiting([]);
  expect((await call("POST", restartIn("one"))).status).toBe(202);
  await durable.start("tracesAfterGo", "one", { file });
  await durable.until("one", isWaiting);
  await durable.raise("one", "go", 1);
  expect((await durable.until("one", hasEnded)).runtimeStatus).toBe("Failed");
});

test("so many turns can be spared before one is lost", async () => {
  const { call, durable } = await useWaiting([]);
  await call("POST", `${restartIn("one")}&spare=1`);
  await durable.start("sequence", "one");
  const { historyEvents = [], output } = await durable.until("one", hasEnded);
  expect(historyEvents.filter(({ EventType }) => EventType === "TaskCompleted")).toHaveLength(2);
  expect(output).toMatch(/with sequence ID 2 and name 'double'/);
});

test("a failed instance's id can be started anew, and then runs to its end", async () => {
  const { call, durable, file } = await useWaiting(["one"]);
  await call("POST", restartIn("one"));
  await durable.raise("one", "go", 1);
  await durable.until("one", hasEnded);
  await durable.start("tracesAfterGo", "one", { file });
  await durable.raise("one", "go", 2);
  expect(await durable.until("one", hasEnded)).toMatchObject({ runtimeStatus: "Completed" });
});

test("by chance, the same seed loses the same turns", async () => {
  const outcomes = async (restartMidTurn: number): Promise<readonly string[]> => {
    const { durable } = await useHost({ chaos: { restartMidTurn } });
    const ids = Array.from({ length: 12 }, (_each, place) => `one-${place}`);
    for (const id of ids) await durable.start("sequence", id);
    return Promise.all(ids.map(async (id) => (await durable.until(id, hasEnded)).runtimeStatus));
  };
  const first = await outcomes(1);
  expect(new Set(first)).toEqual(new Set(["Completed", "Failed"]));
  expect(await outcomes(1)).toEqual(first);
  expect(await outcomes(2)).not.toEqual(first);
});

test("only the master key makes a job host restart", async () => {
  const { call } = await useWaiting(["one"]);
  expect((await call("POST", `/admin/host/restart?midTurn=one&code=${keys.functions}`)).status).toBe(403);
  expect((await call("POST", `/admin/host/restart?code=${keys.master}`)).status).toBe(404);
});
