import { expect, test } from "vitest";
import type { Pair } from "../../src/domain/environment/pair.ts";
import type { RouterName } from "../../src/rehearsal/arguments.ts";
import { misfitOf } from "../../src/rehearsal/fit.ts";
import { scenarios } from "../../src/rehearsal/scenarios.ts";
import { odd, shop } from "./odd-pairs.ts";
import { played, playedElsewhere } from "./played.ts";

const misfits = (pair: Pair, router: RouterName = "route"): readonly string[] =>
  scenarios.filter((scenario) => misfitOf(scenario, pair, router) !== null).map(({ name }) => name);

test("every scenario fits the sample", () => {
  expect(misfits(shop)).toEqual([]);
});

test.for([
  ["names of its own", []],
  ["origin mode, two routes, approvals", []],
  ["steps", []],
  ["preview only", []],
  [
    "without a deployer",
    [
      "happy-path",
      "attached-resources",
      "federated-identity",
      "slow-dns",
      "owner-failed",
      "new-address",
      "killed-midway",
      "three-minors",
      "out-of-support-blue",
      "throttled-hard",
    ],
  ],
  ["one minor behind", ["second-upgrade", "three-minors", "out-of-support-blue"]],
  [
    "kept running, for no day",
    [
      "second-upgrade",
      "rollback-after-completion",
      "hand-before-stop",
      "rollback-from-stopped",
      "rollback-twice",
      "unstoppable-previous",
      "foreign-route",
    ],
  ],
  [
    "classic",
    [
      "progressive",
      "origin-mode",
      "two-routes",
      "partners-endpoint",
      "foreign-route",
      "locked-origin",
      "locked-origin-steps",
    ],
  ],
] as const)("a pair with %s fits all scenarios but %s", ([kind, unfit]) => {
  expect(misfits(odd[kind])).toEqual(unfit);
});

test("a router that loses on purpose is refused where no users are moved, or not in the way that it knows", () => {
  const nobodyMoves = [
    "bad-green",
    "sticky-sessions",
    "quota-short",
    "not-ready",
    "no-quota",
    "abort-while-building",
  ];
  const expected = (others: readonly string[]): readonly string[] =>
    scenarios.map(({ name }) => name).filter((name) => [...nobodyMoves, ...others].includes(name));
  expect(misfits(shop, "naive")).toEqual(expected(["origin-mode", "two-routes", "classic"]));
  expect(misfits(shop, "impatient")).toEqual(expected(["progressive", "locked-origin-steps"]));
});

test("on every pair that it fits a scenario's own pair is still that pair, and its faults are named", () => {
  for (const pair of Object.values(odd)) {
    const fitting = scenarios.filter((one) => misfitOf(one, pair, "route") === null);
    const played = fitting.map((scenario) => ({ scenario, varied: scenario.pair?.(pair) ?? pair }));
    expect(new Set(played.map(({ varied }) => varied.name))).toEqual(new Set([pair.name]));
    const faults = played.map(({ scenario, varied }) =>
      typeof scenario.faults === "function" ? scenario.faults(varied) : scenario.faults,
    );
    for (const { kind } of faults.flat()) expect(kind).toMatch(/^[a-z]+/i);
  }
});

test("every scenario is played by a test", () => {
  const rows = Object.values(played).flatMap((table) => Object.keys(table));
  expect(new Set([...rows, ...playedElsewhere])).toEqual(new Set(scenarios.map(({ name }) => name)));
});
