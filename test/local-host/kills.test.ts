import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useHostProcess, type HostProcess } from "./host-process.ts";
import { appFolder, keys, makeDurable, useStateFolder, type UsedHost } from "./use-host.ts";

const instances = Array.from({ length: 20 }, (_each, place) => `story-${place}`);

const over = (host: HostProcess): { call: UsedHost["call"]; durable: UsedHost["durable"] } => {
  const call: UsedHost["call"] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${host.baseUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
  };
  return { call, durable: makeDurable(call) };
};

test(
  "loses nothing when it is killed again and again in the middle of its work",
  { timeout: 60_000 },
  async () => {
    const stateFolder = useStateFolder();
    const file = join(stateFolder, "traces.txt");
    appendFileSync(file, "");
    const words = ["--app", appFolder, "--port", "0", "--state", stateFolder];
    let host = await useHostProcess(words);
    for (const id of instances) await over(host).durable.start("story", id, { file });
    for (let kills = 0; kills < 5; kills += 1) {
      await untilTraces(file, 10 + kills * 12);
      await host.kill("SIGKILL");
      // what a kill in the middle of a write leaves behind
      appendFileSync(join(stateFolder, "TestHub.jsonl"), '{"n":99999,"kind":"mess');
      host = await useHostProcess(words);
    }
    const { call, durable } = over(host);
    for (const id of instances) {
      const { output, historyEvents = [] } = await durable.until(
        id,
        ({ runtimeStatus }) => runtimeStatus === "Completed",
      );
      expect(output).toEqual([1, 2, 3, 10, 4]);
      expect(historyEvents.filter(({ EventType }) => EventType === "TaskCompleted")).toHaveLength(4);
    }
    const path = `/runtime/webhooks/durabletask/entities/counter/all?code=${keys.durable}`;
    await expect.poll(async () => (await call("GET", path)).json).toBe(instances.length);
    expect(new Set(tracesOf(file)).size).toBe(instances.length * 4);
    expect((await host.kill("SIGTERM")).code).toBe(0);
  },
);

const tracesOf = (file: string): readonly string[] => readFileSync(file, "utf8").trim().split("\n");

/** At least so many activities have run. */
async function untilTraces(file: string, count: number): Promise<void> {
  await expect
    .poll(() => tracesOf(file).length, { interval: 1, timeout: 20_000 })
    .toBeGreaterThanOrEqual(count);
}
