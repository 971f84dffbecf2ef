import { expect, test } from "vitest";
import { detailsInMessage } from "../../src/local-host/durable/failure-details.ts";
import { useHost } from "./use-host.ts";

const properties = { order: 7, lines: ["one", 2, null], at: { shelf: 3 } };
const caught = {
  errorType: "RejectedOrder",
  errorMessage: "no such article",
  isNonRetriable: false,
  properties,
};
const inHistory = {
  ErrorType: "RejectedOrder",
  ErrorMessage: "no such article",
  InnerFailure: null,
  IsNonRetriable: false,
  Properties: properties,
};

test("tells an orchestrator what the app's provider says of an activity's error", async () => {
  const { durable } = await useHost();
  expect(await durable.run("catchesRejection", "one")).toEqual(caught);
  const { historyEvents = [] } = await durable.status("one");
  expect(historyEvents.find(({ EventType }) => EventType === "TaskFailed")).toMatchObject({
    Reason: "Activity function 'rejectOrder' failed with an unhandled exception.",
    Details: null,
    FailureDetails: inHistory,
  });
});

test("hands it on through an orchestrator that has not caught it", async () => {
  const { durable } = await useHost();
  expect(await durable.run("catchesRejectionOfChild", "one")).toEqual(caught);
  const child = await durable.status("child");
  expect(child).toMatchObject({ runtimeStatus: "Failed", output: "RejectedOrder: no such article" });
  const text = "Orchestrator function 'letsRejectionPass' failed: RejectedOrder: no such article";
  expect(child.historyEvents?.at(-1)).toMatchObject({ Result: text, FailureDetails: inHistory });
  const { historyEvents = [] } = await durable.status("one");
  expect(historyEvents.find(({ EventType }) => EventType === "SubOrchestrationInstanceFailed")).toMatchObject(
    {
      Reason: text,
      Details: expect.stringContaining("Message: RejectedOrder: no such article, StackTrace:") as string,
      FailureDetails: inHistory,
    },
  );
});

test.for([
  ["plain words", undefined],
  ['{"code":5}', undefined],
  ['{"errorType":5}', undefined],
  ['{"errorMessage":"x","properties":[1]}', undefined],
  ['{"errorMessage":"x","innerFailure":{"own":1}}', undefined],
  ['{"errorMessage":"x"', undefined],
  ['{"errorMessage":"x","innerFailure":{"errorType":"Y"}}\nmore', "Y"],
] as const)("reads as details no message but theirs: %s", ([message, inner]) => {
  expect(detailsInMessage(message)?.InnerFailure?.ErrorType).toBe(inner);
  expect(detailsInMessage(message) === undefined).toBe(inner === undefined);
});
