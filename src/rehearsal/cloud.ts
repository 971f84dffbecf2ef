import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorldSeed } from "../simulator/joints.ts";
import { launch, type RunningProcess } from "./process.ts";

export interface Cloud {
  readonly clockPort: number;
  /** What an app needs to take the simulator for Azure. */
  readonly environment: Readonly<Record<string, string>>;
  readonly process: RunningProcess;
}

export interface CloudOrder {
  readonly seed: WorldSeed;
  readonly drawSeed: number;
  readonly speed: number;
  readonly requestsPerRound: number | undefined;
  readonly folder: string;
  readonly recordFile?: string;
}

export async function startCloud(project: string, order: CloudOrder): Promise<Cloud> {
  const file = join(order.folder, "cloud.json");
  await writeFile(file, JSON.stringify(order));
  const process = launch({
    name: "simulated Azure",
    words: [join(project, "src/cloud.ts"), "--rehearsal", file],
    env: {},
    logFile: join(order.folder, "cloud.log"),
  });
  const [text] = await process.line(/^\{.*"clockPort".*\}$/);
  const { clockPort, environment } = JSON.parse(text) as Pick<Cloud, "clockPort" | "environment">;
  return { clockPort, environment, process };
}
