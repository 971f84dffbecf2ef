import fc from "fast-check";
import { expect, test } from "vitest";
import type { Judgment } from "../../../src/simulator/front-door/choose.ts";
import { choose, chooseOrigins, pick } from "../../../src/simulator/front-door/choose.ts";
import type {
  GroupConfiguration,
  OriginConfiguration,
} from "../../../src/simulator/front-door/configuration.ts";

const anOrigin = (changes: Partial<OriginConfiguration>): OriginConfiguration => ({
  name: "blue",
  hostName: "blue.shop.example",
  hostHeader: null,
  priority: 1,
  weight: 100,
  isEnabled: true,
  ...changes,
});

const aGroup = (...origins: readonly OriginConfiguration[]): GroupConfiguration => ({
  name: "blue",
  sampleSize: 4,
  successfulSamplesRequired: 3,
  latencyWindowMs: 50,
  hasAffinity: false,
  probe: { path: "/", method: "HEAD", intervalMs: 30_000 },
  origins,
});

const judged = (
  healthy: (name: string) => boolean,
  latencyMs: (name: string) => number = () => 20,
): Judgment => ({
  isHealthy: (_, { name }) => healthy(name),
  latencyMs: ({ name }) => latencyMs(name),
});

const origins = fc
  .array(
    fc.record({
      priority: fc.integer({ min: 1, max: 5 }),
      weight: fc.integer({ min: 1, max: 1000 }),
      isEnabled: fc.boolean(),
      isHealthy: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) =>
    drawn.map(({ isHealthy, ...origin }, index) => ({
      isHealthy,
      ...anOrigin({ ...origin, name: `o${index}` }),
    })),
  );

test("a request only ever goes to an enabled origin, and to a healthy one of the lowest priority if there is any", () => {
  fc.assert(
    fc.property(origins, (all) => {
      const healthy = new Set(all.filter((origin) => origin.isHealthy).map(({ name }) => name));
      const chosen = chooseOrigins(
        aGroup(...all),
        judged((name) => healthy.has(name)),
      );
      const usable = all.filter((origin) => origin.isEnabled && origin.isHealthy);
      const lowest = Math.min(...usable.map(({ priority }) => priority));
      const expected =
        usable.length > 0
          ? usable.filter(({ priority }) => priority === lowest)
          : all.filter((origin) => origin.isEnabled);
      expect(chosen.map(({ origin }) => origin.name)).toEqual(expected.map(({ name }) => name));
    }),
  );
});

test("shares add up to the whole and follow the weights", () => {
  const group = aGroup(anOrigin({ name: "a", weight: 100 }), anOrigin({ name: "b", weight: 300 }));
  const chosen = chooseOrigins(
    group,
    judged(() => true),
  );
  expect(chosen.map(({ share }) => share)).toEqual([0.25, 0.75]);
  expect(pick(chosen, 0.249)?.name).toBe("a");
  expect(pick(chosen, 0.25)?.name).toBe("b");
  expect(pick(chosen, 0.999999)?.name).toBe("b");
});

test("the longest matching pattern wins, and a disabled route is as if it were not there", () => {
  const route = (id: string, pattern: string, isEnabled = true) => ({
    id,
    endpointHost: `${id}.azurefd.net`,
    hosts: ["www.shop.example"],
    patterns: [pattern],
    group: "blue",
    isCached: false,
    rules: [],
    isEnabled,
  });
  const configuration = {
    groups: new Map([["blue", aGroup(anOrigin({}))]]),
    routes: [route("all", "/*"), route("images", "/images/*"), route("closed", "/images/closed/*", false)],
  };
  const endpointFor = (host: string, path: string) => {
    const choice = choose(
      configuration,
      { host, path },
      judged(() => true),
    );
    return choice.kind === "forwarded" ? choice.endpointHost : choice.why;
  };
  expect(endpointFor("www.shop.example", "/")).toBe("all.azurefd.net");
  expect(endpointFor("www.shop.example", "/images/a.png")).toBe("images.azurefd.net");
  expect(endpointFor("www.shop.example", "/images/closed/a.png")).toBe("images.azurefd.net");
  expect(endpointFor("other.example", "/")).toBe("unknown host");
});

test.for([
  [0, ["fast"]],
  [29, ["fast"]],
  [30, ["fast", "slow"]],
] as const)(
  "at %i ms of latency sensitivity an origin 30 ms slower than the fastest: %o",
  ([latencyWindowMs, names], { expect }) => {
    const standby = anOrigin({ name: "standby", priority: 2 });
    const group = aGroup(anOrigin({ name: "fast" }), anOrigin({ name: "slow", weight: 900 }), standby);
    const latencies: Readonly<Record<string, number>> = { fast: 20, slow: 50, standby: 1 };
    const judgment = judged(
      () => true,
      (name) => latencies[name] ?? 0,
    );
    const chosen = chooseOrigins({ ...group, latencyWindowMs }, judgment);
    expect(chosen.map(({ origin }) => origin.name)).toEqual(names);
  },
);
