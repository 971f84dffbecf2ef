import type { Agenda, ArmProvider, Draw, Fault, LongRunningOperations, WorldSeed } from "../joints.ts";
import type { Activity } from "../arm/activity-log.ts";
import { edgeNames } from "./edges.ts";
import { foreignWriteTo } from "./foreign-write.ts";
import type { Knowledge } from "./knowledge.ts";
import { createProfile } from "./profile.ts";
import { createProvider } from "./provider.ts";
import type { Rollout } from "./rollouts.ts";
import { createRollouts } from "./rollouts.ts";
import { createWriteDesk } from "./write-orders.ts";

/** Front Door as ARM sees it: the profile and its writes, each of which becomes one global rollout. */
export interface ControlPlane {
  readonly provider: ArmProvider;
  readonly frontDoorId: string;
  knowledge(): Knowledge;
  addFault(fault: Fault): void;
}

export interface ControlPlaneOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly operations: LongRunningOperations;
  /** `writtenId` is the id of the resource whose write it carries, in lower case. */
  readonly onRollout: (rollout: Rollout, writtenId: string) => void;
  /** Tells the activity log of somebody else's write. */
  readonly recordActivity: (activity: Activity) => void;
}

export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { agenda, draw, seed, operations, onRollout, recordActivity } = options;
  const profile = createProfile(seed, draw);
  const rollouts = createRollouts({ agenda, draw, profileId: seed.profileId, edges: edgeNames(seed) });
  const accept = createWriteDesk({
    profile,
    draw,
    operations,
    onChange: (write) =>
      onRollout(rollouts.begin(profile.knowledge(), write), `${profile.id}/${write.path}`.toLowerCase()),
  });
  let isForbidden = false;
  const access = () => (isForbidden ? "forbidden" : "granted");
  return {
    provider: createProvider({ profile, accept, access }),
    frontDoorId: profile.frontDoorId,
    knowledge: () => profile.knowledge(),
    addFault(fault) {
      if (fault.kind === "propagationTakes") rollouts.propagationTakes(fault.minutes);
      if (fault.kind === "rolloutsOutOfOrder") rollouts.loseOrder();
      if (fault.kind === "profileForbidden") isForbidden = true;
      if (fault.kind === "foreignWrite") {
        accept(foreignWriteTo(profile, fault));
        const resourceId = `${profile.id}/${fault.path}`;
        recordActivity({ caller: fault.by, method: "PATCH", resourceId, status: "Accepted" });
      }
    },
  };
}
