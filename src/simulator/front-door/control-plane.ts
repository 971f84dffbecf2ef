import type { Agenda, ArmProvider, Draw, LongRunningOperations, WorldSeed } from "../joints.ts";
import type { Configuration } from "./configuration.ts";
import { edgeNames } from "./edges.ts";
import { createProfile } from "./profile.ts";
import { createProvider } from "./provider.ts";
import type { Rollout } from "./rollouts.ts";
import { createRollouts } from "./rollouts.ts";
import { createWriteDesk } from "./write-orders.ts";

/** Front Door as ARM sees it: the profile and its writes, each of which becomes one global rollout. */
export interface ControlPlane {
  readonly provider: ArmProvider;
  readonly frontDoorId: string;
  configuration(): Configuration;
  propagationTakes(minutes: number): void;
}

export function createControlPlane(options: {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly operations: LongRunningOperations;
  /** `writtenId` is the id of the resource whose write it carries, in lower case. */
  readonly onRollout: (rollout: Rollout, writtenId: string) => void;
}): ControlPlane {
  const { agenda, draw, seed, operations, onRollout } = options;
  const profile = createProfile(seed, draw);
  const rollouts = createRollouts({ agenda, draw, profileId: seed.profileId, edges: edgeNames(seed) });
  const accept = createWriteDesk({
    profile,
    draw,
    operations,
    onChange: (path) => onRollout(rollouts.begin(profile.snapshot()), `${profile.id}/${path}`.toLowerCase()),
  });
  return {
    provider: createProvider(profile, accept),
    frontDoorId: profile.frontDoorId,
    configuration: () => profile.snapshot(),
    propagationTakes: (minutes) => rollouts.propagationTakes(minutes),
  };
}
