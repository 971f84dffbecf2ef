import { describe, expect, test } from "vitest";
import { httpGates } from "../../src/azure/gates/gates.ts";
import type { Ask, Asked, Question, Unanswered } from "../../src/azure/probing/ask.ts";
import { asker } from "../../src/azure/probing/ask.ts";
import { httpProber } from "../../src/azure/probing/prober.ts";
import type { Check, Pair } from "../../src/domain/environment/pair.ts";
import { headerFindings } from "../../src/domain/upgrade/readiness-findings.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import type { ProbedVia } from "../../src/workflow/ports.ts";
import { aPair } from "../support/a-pair.ts";
import { useTlsServer } from "../support/use-tls-server.ts";

const at = "2026-11-05T09:00:00.000Z";
const well: Asked = { kind: "answered", status: 200, environment: "green", body: "", latencyMs: 20 };
const not = (whose: Unanswered["whose"], why: string): Unanswered => ({ kind: "unanswered", whose, why });
const canary = "canary-7f3a";

const checkWith = (wanted: Partial<Check> = {}): Check => {
  const [check] = aPair().checks;
  if (check === undefined) throw new Error("the sample pair has a check");
  return { ...check, ...wanted };
};
const secret = checkWith({ headers: { "x-fd-key": { setting: "SHOP_FD_KEY" } } });

/** A prober and gates whose questions are answered by script. */
function scripted(answer: (question: Question) => Asked | Unanswered, value: string | undefined = canary) {
  const asked: Question[] = [];
  const ask: Ask = async (question) => {
    asked.push(question);
    return answer(question);
  };
  const hosts = async (_pair: Pair, endpoint: string) => `${endpoint}.azurefd.net`;
  const parts = { hosts, ask, valueOf: (name: string) => (name === "SHOP_FD_KEY" ? value : undefined) };
  return { asked, prober: httpProber(parts), gates: httpGates(parts), parts };
}

const look = async (
  { prober }: ReturnType<typeof scripted>,
  via: ProbedVia = "origin",
  check: Check = checkWith(),
) => prober.probe(aPair({ checks: [check] }), { color: "green", check, via, at });

describe("a look that got no answer", () => {
  test("fails the environment that broke it off, by its code", async () => {
    const sample = await look(scripted(() => not("environment", "ECONNRESET")));
    expect(sample).toEqual({ at, outcome: "fail", evidence: "home via origin: ECONNRESET" });
  });

  test("says nothing where our own network failed", async () => {
    const sample = await look(scripted(() => not("network", "ENOTFOUND")));
    expect(sample).toEqual({
      at,
      outcome: "unknown",
      evidence: "home via origin: our own network: ENOTFOUND",
    });
  });

  test("fails an origin that takes no connection while the public name answers", async () => {
    const set = scripted(({ connectTo }) =>
      connectTo === "www.shop.example" ? well : not("unclear", "ETIMEDOUT"),
    );
    expect(await look(set)).toMatchObject({ outcome: "fail" });
    expect(set.asked).toHaveLength(2);
  });

  test("says nothing where the public name takes no connection either", async () => {
    expect(await look(scripted(() => not("unclear", "ETIMEDOUT")))).toMatchObject({ outcome: "unknown" });
  });

  test.for(["preview", "public", "anyone"] as const)(
    "says nothing where Front Door's edge takes no connection: %s",
    async (via) => {
      const set = scripted(() => not("unclear", "ETIMEDOUT"));
      expect(await look(set, via)).toMatchObject({ outcome: "unknown" });
      expect(set.asked).toHaveLength(1);
    },
  );

  test("says nothing where the preview's host name cannot be read, and names the code", async () => {
    const { parts } = scripted(() => well);
    const trouble = { code: "TooManyRequests", message: "slow", resource: "the endpoint", fix: "Wait." };
    const hosts = async () => Promise.reject(new OutsideError({ ...trouble, reaction: "later" }));
    const prober = httpProber({ ...parts, hosts });
    const sample = await prober.probe(aPair(), { color: "green", check: checkWith(), via: "preview", at });
    expect(sample).toMatchObject({ outcome: "unknown" });
    expect(sample.evidence).toContain("TooManyRequests");
  });
});

describe("an answer", () => {
  const answered = async (wanted: Partial<Asked>, via: ProbedVia = "origin") =>
    look(
      scripted(() => ({ ...well, ...wanted })),
      via,
    );

  test("passes with the right status, in time, from the environment that was asked", async () => {
    expect(await answered({})).toEqual({ at, outcome: "pass", latencyMs: 20 });
  });

  test.for<[string, Partial<Asked>, ProbedVia, string]>([
    ["of another status", { status: 503 }, "origin", "status 503 instead of 200"],
    ["that took too long", { latencyMs: 501 }, "origin", "took longer than 500 ms"],
    ["of the standby through a preview", { environment: "blue" }, "preview", "answered by blue"],
    ["of the other environment at the public name", { environment: "blue" }, "public", "answered by blue"],
  ])("%s is a failed look", async ([, wanted, via, said]) => {
    expect(await answered(wanted, via)).toMatchObject({
      outcome: "fail",
      evidence: expect.stringContaining(said) as string,
    });
  });

  test("of whichever environment passes where anybody may answer", async () => {
    expect(await answered({ environment: "blue" }, "anyone")).toMatchObject({ outcome: "pass" });
  });
});

describe("an answer that names no environment", () => {
  const nameless: Asked = { ...well, environment: undefined };
  const gate = (answer: Asked | Unanswered) =>
    scripted(({ path }) => (path === "/.well-known/environment" ? answer : nameless));

  test("is known by its gate", async () => {
    expect(await look(gate({ ...well, body: '{"color":"green"}' }))).toMatchObject({ outcome: "pass" });
    expect(await look(gate({ ...well, body: '{"color":"blue"}' }))).toMatchObject({
      outcome: "fail",
      evidence: "home via origin: answered by blue",
    });
    expect(await look(gate({ ...well, body: "<html>" }))).toMatchObject({ outcome: "fail" });
  });

  test("says nothing where the gate could not be asked through our own network", async () => {
    expect(await look(gate(not("network", "EAI_AGAIN")))).toMatchObject({ outcome: "unknown" });
  });
});

describe("a check with a header from a setting", () => {
  test("sends its value on every way, and asks the gate with it", async () => {
    const set = scripted(() => ({ ...well, environment: undefined, body: '{"color":"green"}' }));
    for (const via of ["origin", "preview", "public"] as const) await look(set, via, secret);
    await set.gates.ask(aPair({ checks: [secret] }), "green");
    await set.gates.ask(aPair({ checks: [{ ...secret, via: ["preview"] }] }), "green");
    expect(set.asked).toHaveLength(8);
    expect(set.asked.map(({ headers }) => headers?.["x-fd-key"])).toEqual(Array(8).fill(canary));
  });

  test.for<[string, string | undefined]>([
    ["is not there", undefined],
    ["is empty", " "],
    ["is a Key Vault reference that could not be resolved", "@Microsoft.KeyVault(SecretUri=https://v/s)"],
    ["is no header's value", "one\ntwo"],
  ])("whose setting %s is never asked, and readiness names both", async ([, value]) => {
    const set = scripted(() => well, value);
    // a default parameter would put the canary back
    const prober = httpProber({ ...set.parts, valueOf: () => value });
    const pair = aPair({ checks: [secret] });
    expect(await prober.probe(pair, { color: "green", check: secret, via: "origin", at })).toMatchObject({
      outcome: "unknown",
      evidence: expect.stringContaining("SHOP_FD_KEY") as string,
    });
    expect(set.asked).toEqual([]);
    const [finding] = headerFindings(prober.missingSettings(pair));
    expect(finding).toMatchObject({ code: "CHECK_SETTING_MISSING", severity: "blocking" });
    expect(finding?.message).toMatch(/check home .*SHOP_FD_KEY/);
  });

  test("with its setting there is nothing to find", () => {
    const { prober } = scripted(() => well);
    expect(prober.missingSettings(aPair({ checks: [secret] }))).toEqual([]);
  });

  test("tells its value nowhere, however the look ends", async () => {
    const heard: (string | undefined)[] = [];
    const { port, agent } = await useTlsServer((request, response) => {
      const said = request.headers["x-fd-key"];
      heard.push(typeof said === "string" ? said : undefined);
      if (heard.length === 1) return void response.destroy();
      response.writeHead(200, { "x-environment": String(said) });
      return void response.end(said);
    });
    const { parts } = scripted(() => well);
    const prober = httpProber({ ...parts, ask: asker({ port, agent }) });
    const gates = httpGates({ ...parts, ask: asker({ port, agent }) });
    const local = { clusterId: "x", originHost: "localhost", address: { kind: "staticIp" } } as const;
    const pair = aPair({ checks: [secret], environments: { blue: local, green: local } });
    const told: unknown[] = [];
    for (let nth = 0; nth < 2; nth += 1)
      told.push(await prober.probe(pair, { color: "green", check: secret, via: "origin", at }));
    told.push(await gates.ask(pair, "green"));
    expect(heard).toEqual([canary, canary, canary]);
    expect(told).toMatchObject([{ outcome: "fail" }, { outcome: "fail" }, { kind: "noGate" }]);
    expect(JSON.stringify(told)).not.toContain(canary);
  });
});

describe("a gate", () => {
  const gate = (body: object, status = 200) =>
    scripted(() => ({ ...well, status, body: JSON.stringify(body) }));

  test("that says only pair, color, gate and epoch is understood", async () => {
    const { gates } = gate({ pair: "shop", color: "green", gate: "open", epoch: 7 });
    expect(await gates.ask(aPair(), "green")).toEqual({ kind: "open", color: "green", epoch: 7 });
  });

  test("of the other color at an origin says so", async () => {
    const { gates } = gate({ pair: "shop", color: "blue", gate: "open", epoch: 7 });
    expect(await gates.ask(aPair(), "green")).toEqual({ kind: "open", color: "blue", epoch: 7 });
  });

  test.for([
    ["network", "ENOTFOUND", "ENOTFOUND (our own network)"],
    ["environment", "ERR_TLS_CERT_ALTNAME_INVALID", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["unclear", "ETIMEDOUT", "ETIMEDOUT"],
  ] as const)("that cannot be asked is unreachable: %s, %s", async ([whose, why, said]) => {
    const { gates } = scripted(() => not(whose, why));
    expect(await gates.ask(aPair(), "green")).toEqual({ kind: "unreachable", why: said });
  });
});
