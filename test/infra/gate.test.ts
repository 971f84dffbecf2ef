import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  aRecord,
  gatePath,
  goodToken,
  impatientIf,
  json,
  patience,
  probed,
  type Scripted,
  useGate,
  useSurroundings,
} from "./gate-under-test.ts";

const closed = aRecord({ closedGate: "green" });

describe("what Front Door is answered", () => {
  test("an open gate names itself in the words of the contract", async () => {
    const gate = await useGate(await useSurroundings());
    const { status, headers, body } = await gate.probe();
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "x-environment": "green",
      "cache-control": "no-store",
      "content-type": "application/json",
    });
    expect(body).toBe('{"pair":"shop","color":"green","gate":"open","epoch":7}');
  });

  test("HEAD gets not one byte after the header, open and closed", async () => {
    const world = await useSurroundings();
    const gate = await useGate(world);
    const asked = `HEAD ${gatePath} HTTP/1.1\r\nHost: www.shop.example\r\nConnection: close\r\n\r\n`;
    expect(await gate.raw(asked)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]+\r\n\r\n$/);
    world.record = closed;
    const refused = await gate.raw(asked);
    expect(refused).toMatch(/^HTTP\/1\.1 503 /);
    expect(refused.split("\r\n\r\n")[1]).toBe("");
  });

  test("HEAD is answered like GET, without the body", async () => {
    const gate = await useGate(await useSurroundings());
    const [head, get] = [await gate.probe({ method: "HEAD" }), await gate.probe()];
    expect(head).toMatchObject({ status: 200, body: "" });
    expect({ ...head.headers, date: "" }).toEqual({ ...get.headers, date: "" });
  });

  test.for(["POST", "PUT", "DELETE", "OPTIONS"])("%s is no probe", async (method, { expect }) => {
    const gate = await useGate(await useSurroundings());
    expect(await gate.probe({ method })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });

  test("nothing else is behind this port, and a query changes nothing", async () => {
    const gate = await useGate(await useSurroundings());
    for (const path of ["/", `${gatePath}/`, "/healthz"]) {
      expect(await gate.probe({ path })).toMatchObject({ status: 404 });
    }
    expect(await gate.probe({ path: `${gatePath}?a=b` })).toMatchObject({ status: 200 });
  });

  test("the record closes the gate of the color that it names, and no other", async () => {
    const world = await useSurroundings();
    const gate = await useGate(world);
    world.record = aRecord({ closedGate: "blue" });
    expect(await probed(gate)).toBe("200 open 7");
    world.record = closed;
    expect(await probed(gate)).toBe("503 closed 7");
    expect(await gate.probe({ method: "HEAD" })).toMatchObject({
      status: 503,
      headers: { "x-environment": "green", "cache-control": "no-store" },
    });
  });

  test("it opens again when the record says so, under the same epoch or a later one", async () => {
    const world = await useSurroundings();
    world.record = closed;
    const gate = await useGate(world);
    expect(await probed(gate)).toBe("503 closed 7");
    world.record = aRecord();
    expect(await probed(gate)).toBe("200 open 7");
    world.record = aRecord({ epoch: 8, closedGate: "green" });
    expect(await probed(gate)).toBe("503 closed 8");
    world.record = aRecord({ epoch: 9 });
    expect(await probed(gate)).toBe("200 open 9");
  });

  test("a pair that nothing has ever happened to has no record, and its gates are open", async () => {
    const world = await useSurroundings();
    world.record = { status: 404, body: "<Error/>", headers: { "x-ms-error-code": "BlobNotFound" } };
    const gate = await useGate(world);
    expect(await probed(gate)).toBe("200 open 0");
    expect(gate.events()).toEqual([]);
  });
});

describe("which cluster it is, and its version, is nobody's business but ours", () => {
  const key = "k3y-of-the-gates-0123";
  const all =
    '{"pair":"shop","color":"green","cluster":"aks-shop-green","kubernetesVersion":"1.35.5","gate":"open","epoch":7}';
  const little = '{"pair":"shop","color":"green","gate":"open","epoch":7}';
  const bodyFor = async (given: Record<string, string>, headers: Record<string, string>) =>
    (await (await useGate(await useSurroundings(), given)).probe({ headers })).body;

  test("who sends the deployment's key is told all of it", async () => {
    expect(await bodyFor({ GATE_KEY: key }, { "x-gate-key": key })).toBe(all);
  });

  test.for([
    ["no key", {}],
    ["another key", { "x-gate-key": "k3y-of-the-gates-0124" }],
    ["a part of the key", { "x-gate-key": key.slice(0, -1) }],
    ["an empty key", { "x-gate-key": "" }],
    ["the key in another header", { authorization: key }],
  ] as const)("who sends %s is told the least", async ([, headers], { expect }) => {
    expect(await bodyFor({ GATE_KEY: key }, headers)).toBe(little);
  });

  test.for([{}, { "x-gate-key": "" }, { "x-gate-key": "undefined" }])(
    "without a key in the deployment nobody is told, also not with %j",
    async (headers, { expect }) => {
      expect(await bodyFor({}, headers)).toBe(little);
    },
  );

  test("the cluster's API is not asked for a version that nobody is told", async () => {
    const world = await useSurroundings();
    const gate = await useGate(world, { GATE_KEY: key });
    await gate.probe();
    expect(world.asked.version).toEqual([]);
    await gate.probe({ headers: { "x-gate-key": key } });
    expect(world.asked.version).toHaveLength(1);
  });

  test("a key that is too short to be one is refused at the start, and not repeated", async () => {
    const refused = await useGate(await useSurroundings(), { GATE_KEY: "letmein" }).catch(String);
    expect(refused).toContain("GATE_KEY is wrong: at least 16 visible characters, or nothing.");
    expect(refused).not.toContain("letmein");
  });
});

describe("the application's health", () => {
  const sick: readonly [string, Scripted][] = [
    ["says 500", json(500, {})],
    ["sends elsewhere", { status: 302, body: "", headers: { location: "/version" } }],
    ["cuts the connection", "cut"],
    ["does not answer in time", "silent"],
  ];
  test.for(sick)(
    "an application that %s fails the probe, and the gate stays open",
    async ([, health], { expect }) => {
      const world = await useSurroundings();
      const gate = await useGate(world, impatientIf(health === "silent"));
      world.health = health;
      expect(await probed(gate)).toBe("503 open 7");
      expect(await probed(gate)).toBe("503 open 7");
      world.health = json(200, {});
      expect(await probed(gate)).toBe("200 open 7");
      expect(gate.events().filter((event) => event.startsWith("health"))).toEqual([
        "health.failing",
        "health.recovered",
      ]);
    },
  );

  test("it is asked for each probe, and of a closed gate too", async () => {
    const world = await useSurroundings();
    world.record = closed;
    const gate = await useGate(world);
    for (let probes = 0; probes < 3; probes += 1) await gate.probe();
    expect(world.asked.health).toHaveLength(3);
  });
});

describe("its life", () => {
  test("asked to end, it answers the probe under way, takes no other, and ends well", async () => {
    const world = await useSurroundings();
    const { promise, resolve } = Promise.withResolvers<Awaited<Scripted>>();
    world.health = promise;
    const gate = await useGate(world);
    const underWay = gate.probe();
    await expect.poll(() => world.asked.health.length, patience).toBe(1);
    gate.kill("SIGTERM");
    await expect.poll(() => gate.events(), patience).toContain("gate.draining");
    await expect(gate.probe()).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    resolve(json(200, {}));
    expect(await underWay).toMatchObject({ status: 200, headers: { connection: "close" } });
    expect(await gate.exited).toBe(0);
  });

  test("what is missing or wrong is named at the start, all of it, with what to set", async () => {
    const world = await useSurroundings();
    await expect(useGate(world, { PAIR: "", COLOR: "purple", AZURE_CLIENT_ID: "" })).rejects.toThrow(
      [
        "the gate ended with 2: The gate cannot start. PAIR is not set: the name of the pair, such as shop.",
        "The gate cannot start. COLOR is wrong: blue or green.",
        "The gate cannot start. AZURE_CLIENT_ID is not set: the workload identity webhook sets it;",
      ].join("\n"),
    );
  });

  test.for([
    "https://st.blob.core.windows.net/blue-green?sig=s3cret",
    "http://st.blob.core.windows.net/blue-green",
  ])("%s is refused: it is signed, or would send a token in the clear", async (url, { expect }) => {
    const world = await useSurroundings();
    const refused = await useGate(world, { RECORD_CONTAINER_URL: url }).catch((error: unknown) =>
      String(error),
    );
    expect(refused).toContain("RECORD_CONTAINER_URL is wrong");
    expect(refused).not.toContain("s3cret");
  });

  test("no token is ever in its output, whatever those that it asks say", async () => {
    const world = await useSurroundings();
    world.signIn = goodToken({ expires_in: 0 });
    const gate = await useGate(world, { GATE_KEY: "k3y-of-the-gates-0123" });
    const error_description = "AADSTS700213: no match for cluster-token";
    const asOurs = { headers: { "x-gate-key": "k3y-of-the-gates-0123" } };
    const troubles: readonly (readonly [keyof typeof world.asked, Scripted])[] = [
      ["signIn", json(400, { error: "invalid_client", error_description })],
      ["signIn", goodToken({ access_token: "bought-token\nx: y", expires_in: 0 })],
      ["signIn", goodToken({ expires_in: 0 })],
      ["record", { status: 403, body: "bought-token" }],
      [
        "record",
        { status: 302, body: "", headers: { location: "http://elsewhere.invalid/?sig=bought-token" } },
      ],
      ["record", { status: 200, body: "bought-token" }],
      ["version", { status: 200, body: "cluster-token" }],
    ];
    for (const [place, trouble] of troubles) {
      Object.assign(world, { [place]: trouble });
      await gate.probe(asOurs);
      Object.assign(world, { record: aRecord(), signIn: goodToken({ expires_in: 0 }) });
      await gate.probe(asOurs);
    }
    expect(gate.events().filter((event) => event === "record.failing")).toHaveLength(5);
    expect(gate.output()).toContain("sign-in answers 400 (AADSTS700213)");
    expect(gate.output()).not.toMatch(/k3y-of|bought-token|cluster-token|sig=|elsewhere/);
  });
});

test("a stock Node image is all it needs", () => {
  const text = readFileSync(join(import.meta.dirname, "../../infra/gate/gate.mjs"), "utf8");
  const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
  expect(imported).toEqual(["node:crypto", "node:fs", "node:http"]);
});
