import type { Color } from "../../domain/environment/pair.ts";
import type { Begun, Handle, Progress } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

export const beginDeploy: Step<{ owner: Owner; from: Color; to: Color }, Begun> = writingStep(
  "beginDeploy",
  async (ports, { owner, from, to }) => ports.deployer.begin(await pairOf(ports, owner), { from, to }),
);

export const readWorkloads: Step<PairRef & { color: Color }, { ready: boolean; waitingFor: string }> = {
  name: "readWorkloads",
  run: async (ports, { color, ...ref }) => ports.deployer.state(await pairOf(ports, ref), color),
};

export const pollDeployer: Step<PairRef & { handle: Handle }, Progress> = {
  name: "pollDeployer",
  run: async (ports, { handle }) => ports.deployer.poll(handle),
};
