import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  aRecord,
  goodToken,
  impatientIf,
  json,
  patience,
  probed,
  type Scripted,
  told,
  useGate,
  useSurroundings,
} from "./gate-under-test.ts";

const closed = aRecord({ closedGate: "green" });

describe("when the record cannot be had", () => {
  const troubles: readonly [string, Scripted][] = [
    ["storage is down", "cut"],
    ["storage does not answer in time", "silent"],
    ["storage is busy", json(503, {})],
    [
      "the role is missing",
      { status: 403, body: "", headers: { "x-ms-error-code": "AuthorizationPermissionMismatch" } },
    ],
    ["storage sends elsewhere", { status: 302, body: "", headers: { location: "/version" } }],
    ["it is no JSON", { status: 200, body: "<html>" }],
    ["it is null", json(200, null)],
    ["its epoch is a text", aRecord({ epoch: "8" })],
    ["its epoch is negative", aRecord({ epoch: -1 })],
    ["it says nothing of gates", json(200, { epoch: 8 })],
    ["it closes a third color", aRecord({ epoch: 8, closedGate: "purple" })],
    ["it is a megabyte", aRecord({ epoch: 8, reason: "x".repeat(1_000_000) })],
    ["it has vanished", json(404, {})],
    ["it names a lower epoch", aRecord({ epoch: 6 })],
  ];
  test.for(troubles)(
    "%s: the gate keeps its last state and says so once",
    async ([, trouble], { expect }) => {
      const world = await useSurroundings();
      const gate = await useGate(world, impatientIf(trouble === "silent"));
      world.record = closed;
      expect(await probed(gate)).toBe("503 closed 7");
      world.record = trouble;
      expect([await probed(gate), await probed(gate)]).toEqual(["503 closed 7", "503 closed 7"]);
      world.record = aRecord();
      expect(await probed(gate)).toBe("200 open 7");
      world.record = trouble;
      expect([await probed(gate), await probed(gate)]).toEqual(["200 open 7", "200 open 7"]);
      const each = ["record.changed", "record.failing"];
      expect(gate.events()).toEqual([each[0], each[1], each[0], "record.recovered", each[1]]);
    },
  );

  test("a pod that has never read it counts as open, or storage could close both colors at once", async () => {
    const world = await useSurroundings();
    world.record = "cut";
    const gate = await useGate(world);
    expect(await probed(gate)).toBe("200 open 0");
    world.record = closed;
    expect(await probed(gate)).toBe("503 closed 7");
  });

  test("a container that restarts goes on from what its pod knew", async () => {
    const world = await useSurroundings();
    world.record = closed;
    const before = await useGate(world);
    await before.probe();
    before.kill("SIGKILL");
    await before.exited;

    world.record = "cut";
    const after = await useGate(world);
    expect(await probed(after)).toBe("503 closed 7");
    world.record = aRecord({ epoch: 6 });
    expect(await probed(after)).toBe("503 closed 7");
    world.record = aRecord({ epoch: 8 });
    expect(await probed(after)).toBe("200 open 8");
  });

  test("a state file that makes no sense, or cannot be written, is told and stops nothing", async () => {
    const world = await useSurroundings();
    writeFileSync(join(world.folder, "state.json"), "{");
    const unreadable = await useGate(world);
    expect(await probed(unreadable)).toBe("200 open 7");
    expect(unreadable.events()).toEqual(["state.unreadable", "record.changed"]);
    const unwritable = await useGate(world, { GATE_STATE_FILE: join(world.folder, "nowhere/state.json") });
    expect(await probed(unwritable)).toBe("200 open 7");
    expect(unwritable.events()).toEqual(["record.changed", "state.unwritable"]);
    expect(await probed(await useGate(world, { GATE_STATE_FILE: "" }))).toBe("200 open 7");
  });
});

describe("what it asks, and how often", () => {
  test("it signs in with the token that the cluster gave it, for storage and nothing else", async () => {
    const world = await useSurroundings();
    await (await useGate(world)).probe();
    const [signIn] = world.asked.signIn;
    expect(Object.fromEntries(new URLSearchParams(signIn?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "00000000-0000-0000-0000-000000000001",
      scope: "https://storage.azure.com/.default",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: "cluster-token",
    });
    expect(world.asked.record).toMatchObject([{ method: "GET", authorization: "Bearer bought-token" }]);
    expect(world.asked.health).toMatchObject([{ method: "GET", authorization: undefined }]);
  });

  test("one sign-in serves until five minutes before its end", async () => {
    const world = await useSurroundings();
    const gate = await useGate(world);
    for (let probes = 0; probes < 3; probes += 1) await gate.probe();
    expect(world.asked.signIn).toHaveLength(1);

    const other = await useSurroundings();
    other.signIn = goodToken({ expires_in: 299 });
    const anew = await useGate(other);
    for (let probes = 0; probes < 3; probes += 1) await anew.probe();
    expect(other.asked.signIn).toHaveLength(3);
  });

  test("a token that storage no longer takes is replaced, bought with the cluster's newest", async () => {
    const world = await useSurroundings();
    const gate = await useGate(world);
    await gate.probe();
    world.record = json(401, {});
    writeFileSync(world.tokenFile, "newer-token");
    expect(await probed(gate)).toBe("200 open 7");
    world.record = closed;
    expect(await probed(gate)).toBe("503 closed 7");
    expect(world.asked.signIn.map(({ body }) => new URLSearchParams(body).get("client_assertion"))).toEqual([
      "cluster-token",
      "newer-token",
    ]);
  });

  test("many probes at once share one read, and a young record serves them all", async () => {
    const world = await useSurroundings();
    const headers = { "x-gate-key": "k3y-of-the-gates-0123" };
    const gate = await useGate(world, {
      GATE_KEY: headers["x-gate-key"],
      GATE_RECORD_MAX_AGE_MS: "60000",
      API_VERSION_MAX_AGE_MS: "60000",
    });
    await Promise.all(Array.from({ length: 20 }, () => gate.probe({ headers })));
    await gate.probe({ headers });
    expect(world.asked.record).toHaveLength(1);
    expect(world.asked.version).toHaveLength(1);
  });

  test("with age zero no probe is answered from a read that was begun before it", async () => {
    const world = await useSurroundings();
    const { promise, resolve } = Promise.withResolvers<Awaited<Scripted>>();
    world.record = promise;
    const gate = await useGate(world);
    const early = gate.probe();
    await expect.poll(() => world.asked.record.length, patience).toBe(1);
    world.record = closed;
    const late = [gate.probe(), gate.probe(), gate.probe()];
    // the late ones have come in
    await expect.poll(() => world.asked.health.length, patience).toBeGreaterThan(1);
    resolve(aRecord());
    expect(told(await early)).toMatch(/ 7$/);
    expect((await Promise.all(late)).map(told)).toEqual(Array.from({ length: 3 }, () => "503 closed 7"));
  });

  test("it names the version that the cluster's API tells, and the last one while that is away", async () => {
    const world = await useSurroundings();
    const headers = { "x-gate-key": "k3y-of-the-gates-0123" };
    const gate = await useGate(world, { GATE_KEY: headers["x-gate-key"] });
    const version = async () =>
      (JSON.parse((await gate.probe({ headers })).body) as { kubernetesVersion: string }).kubernetesVersion;
    world.version = json(401, { kind: "Status" });
    expect(await version()).toBe("unknown");
    world.version = json(200, { gitVersion: "v1.36.4" });
    expect(await version()).toBe("1.36.4");
    world.version = "cut";
    expect(await version()).toBe("1.36.4");
    expect(world.asked.version[0]?.authorization).toBe("Bearer cluster-token");
  });
});
