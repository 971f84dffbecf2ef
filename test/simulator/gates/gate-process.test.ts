import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { startGateProcess } from "../../../src/simulator/gates/gate-process.ts";
import { aPair } from "../../support/a-pair.ts";

const module = join(import.meta.dirname, "../../../src/simulator/gates/gate-process.ts");

function anOrder(changes: { readonly clientId?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "gate-process-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const urls = { health: "http://127.0.0.1:9/healthz", version: "http://127.0.0.1:9/version" };
  const given = {
    seed: worldOf(aPair()),
    color: "blue",
    environment: {},
    federatedToken: "t",
    clientId: "c",
  } as const;
  return { ...given, urls, folder, ...changes };
}

const portIn = (folder: string): number => {
  const [line = ""] = readFileSync(join(folder, "gate-blue/log"), "utf8").split("\n");
  return (JSON.parse(line) as { port: number }).port;
};

const isReached = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

test("a gate ends with the simulator, also when that is killed", async () => {
  const order = anOrder();
  const text = `import { startGateProcess } from ${JSON.stringify(module)};
    await startGateProcess(${JSON.stringify(order)}).ready; process.stdout.write("ready");`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", text], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => parent.stdout.once("data", resolve));
  const port = portIn(order.folder);
  expect(await isReached(port)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isReached(port), { timeout: 20_000 }).toBe(false);
});

test("a gate that cannot start is told, and does not keep anybody waiting", async () => {
  const gate = startGateProcess(anOrder({ clientId: "" }));
  await expect(gate.ready).rejects.toThrow("The gate of blue has ended.");
  await gate.stop();
});
