import type { Color } from "../../domain/environment/pair.ts";
import type { RouterState } from "../../domain/swap/layout.ts";
import type { Begun, Handle, Progress } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";

export const readRouter: Step<{ pair: string }, RouterState> = {
  name: "readRouter",
  run: async (ports, { pair }) => ports.router.read(pairOf(ports, pair)),
};

export const beginStandby: Step<{ owner: Owner; group: Color; origin: Color; enabled: boolean }, Begun> =
  writingStep("beginStandby", async (ports, { owner, group, origin, enabled }) =>
    ports.router.beginStandby(pairOf(ports, owner.pair), { group, origin, enabled }),
  );

export const beginSwap: Step<{ owner: Owner; to: Color }, Begun> = writingStep(
  "beginSwap",
  async (ports, { owner, to }) => ports.router.beginSwap(pairOf(ports, owner.pair), to),
);

export const pollRouter: Step<{ pair: string; handle: Handle }, Progress> = {
  name: "pollRouter",
  run: async (ports, { handle }) => ports.router.poll(handle),
};
