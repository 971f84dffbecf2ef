import type { Color } from "../../domain/environment/pair.ts";
import type { Begun, Handle, Progress } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";

export const beginDeploy: Step<{ owner: Owner; from: Color; to: Color }, Begun> = writingStep(
  "beginDeploy",
  async (ports, { owner, from, to }) => ports.deployer.begin(pairOf(ports, owner.pair), { from, to }),
);

export const readWorkloads: Step<{ pair: string; color: Color }, { ready: boolean; waitingFor: string }> = {
  name: "readWorkloads",
  run: async (ports, { pair, color }) => ports.deployer.state(pairOf(ports, pair), color),
};

export const pollDeployer: Step<{ pair: string; handle: Handle }, Progress> = {
  name: "pollDeployer",
  run: async (ports, { handle }) => ports.deployer.poll(handle),
};
