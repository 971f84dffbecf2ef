import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { joinClock, type FollowedClock } from "../../../src/simulator/clock/participant.ts";
import { startSimulatedAzure } from "../../../src/simulator/simulated-azure.ts";
import { aSeed } from "../data/a-cloud.ts";

/** Every process of the simulated Azure, with DNS, on a clock that stands still; gone when the test is over. */
export async function useWholeAzure(): Promise<{
  readonly environment: Readonly<Record<string, string>>;
  readonly driver: FollowedClock;
  readonly stalls: readonly string[];
}> {
  const folder = mkdtempSync(join(tmpdir(), "whole-"));
  const stalls: string[] = [];
  const seed = { ...aSeed, addresses: "dns" as const, edges: 2 };
  const azure = await startSimulatedAzure({ seed, drawSeed: 1, folder, speed: 0 }, (text) => {
    stalls.push(text);
  });
  const clocks = [joinClock({ port: azure.clockPort, role: "host" })];
  const driver = await joinClock({ port: azure.clockPort, role: "driver" });
  const ready = driver.busy("the test");
  onTestFinished(async () => {
    ready();
    for (const clock of [driver, ...(await Promise.all(clocks))]) clock.close();
    await azure.stop();
    rmSync(folder, { recursive: true });
  });
  return { environment: azure.environment, driver, stalls };
}
