import { expect, test } from "vitest";
import { gateAnswerIn } from "../../src/azure/gates/gates.ts";

const body = (wanted: object = {}) =>
  JSON.stringify({
    pair: "shop",
    color: "green",
    cluster: "aks",
    kubernetesVersion: "1.36.4",
    gate: "open",
    epoch: 7,
    ...wanted,
  });
const answer = (status: number, text: string) => gateAnswerIn({ status, body: text });

test("a gate is open, closed by the record, or says that the application is not well", () => {
  expect(answer(200, body())).toEqual({ kind: "open", color: "green", epoch: 7 });
  expect(answer(503, body({ gate: "closed" }))).toEqual({ kind: "closed", color: "green", epoch: 7 });
  expect(answer(503, body())).toEqual({ kind: "unhealthy", color: "green", epoch: 7 });
});

test.for([
  ["a page of an ingress", 404, "<html>not found</html>"],
  ["a redirect", 302, body()],
  ["no color of ours", 200, body({ color: "red" })],
  ["no epoch", 200, body({ epoch: "seven" })],
  ["an empty answer", 200, ""],
] as const)("nonsense is no gate: %s", ([, status, text]) => {
  expect(answer(status, text)).toMatchObject({ kind: "noGate" });
});
