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

const inShares = [
  ...until("enter verifying"),
  "write entry green/green",
  "write entry green/blue",
  "enter swapping",
  "write route",
  "write entry green/green",
  "write entry green/blue",
  "enter soaking",
  "enter retiring",
  "write entry green/blue",
  "write stop blue",
  "end completed",
];
const shares = { idle: "kept", shares: [5, 50, 100], threats: { moods: true } } as const;

test("and an upgrade that moves users share by share", () => {
  expect(acceptedByModel(inShares, shares).refused).toBeNull();
});

test.for(["enter soaking", "enter retiring"])("and a take-over from an owner that died in %s", (event) => {
  const taken = [...until(event), "enter rollingBack", "write route", "write stop green", "end completed"];
  expect(acceptedByModel(taken, { idle: "kept" }).refused).toBeNull();
});

test("and a take-over that puts away what an owner has left before the swap", () => {
  const taken = [...until("enter verifying"), "enter aborting", "write stop green", "end aborted"];
  expect(acceptedByModel(taken, { idle: "kept" }).refused).toBeNull();
});

test("it refuses a share that is written before the one in front of it", () => {
  const trace = [...inShares.slice(0, inShares.indexOf("enter swapping") + 1), "write entry green/blue"];
  expect(acceptedByModel(trace, shares).refused).toMatchObject({ at: trace.length - 1 });
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
