import { expect, test } from "vitest";
import { acceptedByModel } from "./accepted.ts";

const upgrade = [
  "enter planning",
  "enter building",
  "write entry green/blue",
  "write start green",
  "enter verifying",
  "enter swapping",
  "write route",
  "enter soaking",
  "enter retiring",
  "write entry green/blue",
  "write stop blue",
  "end completed",
];
const until = (event: string) => upgrade.slice(0, upgrade.indexOf(event) + 1);
const back = ["enter rollingBack", "write route", "write stop green", "end rolledBack"];

test("the model can do an upgrade as the story tells it", () => {
  expect(acceptedByModel(upgrade, { idle: "kept" }).refused).toBeNull();
});

test.for(["write route", "enter soaking"])("and the way back after %s", (event) => {
  expect(acceptedByModel([...until(event), ...back], { idle: "kept" }).refused).toBeNull();
});

test.for([
  [
    "stops the previous before it is out of the routed group",
    [...until("enter retiring"), "write stop blue"],
  ],
  ["swaps before the candidate is proven", [...until("write start green"), "write route"]],
  [
    "stops the candidate before the route is back",
    [...until("enter soaking"), "enter rollingBack", "write stop green"],
  ],
  ["swaps twice", [...until("write route"), "write route"]],
  ["writes what the protocol does not know", [...until("enter building"), "write entry blue/green"]],
  ["aborts once users have moved", [...until("enter soaking"), "enter aborting"]],
] as const)("it refuses a run that %s", ([, trace]) => {
  expect(acceptedByModel(trace, { idle: "kept" }).refused).toMatchObject({ at: trace.length - 1 });
});
