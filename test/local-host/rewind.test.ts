import { expect, test } from "vitest";
import { keys, useHost, type Status } from "./use-host.ts";

const hasFailed = ({ runtimeStatus }: Status): boolean => runtimeStatus === "Failed";

test("does again what has failed, also in a child, and only that", async () => {
  const { durable, call } = await useHost();
  await durable.start("hasBreakingChild", "one");
  await durable.until("one", hasFailed);
  const path = `/runtime/webhooks/durabletask/instances/one/rewind?reason=mended&code=${keys.durable}`;
  expect(await call("POST", path)).toMatchObject({ status: 202, text: "" });
  const { output, historyEvents = [] } = await durable.until(
    "one",
    ({ runtimeStatus }) => runtimeStatus === "Completed",
  );
  expect(output).toEqual([2, "repaired"]);
  expect(historyEvents.filter(({ FunctionName }) => FunctionName === "double")).toHaveLength(1);
  const child = await durable.status("one-child");
  expect(child.runtimeStatus).toBe("Completed");
  expect(child.historyEvents).toContainEqual(
    expect.objectContaining({ EventType: "GenericEvent", Data: "mended" }),
  );
});
