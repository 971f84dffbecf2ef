import type { ControlPlane, ControlPlaneOptions } from "../front-door/control-plane.ts";
import { edgeNames } from "../front-door/edges.ts";
import { createRollouts } from "../front-door/rollouts.ts";
import type { ArmAnswer, ArmProvider } from "../joints.ts";
import { foreignWriteTo } from "./foreign-write.ts";
import { classicKnowledge } from "./knowledge.ts";
import { classicLayout, defaultHost } from "./layout.ts";
import { frontDoorBody } from "./resource.ts";
import type { Whole } from "./writes.ts";
import { considerWhole } from "./writes.ts";

/** Front Door (classic) as ARM sees it: one resource that is only ever written as a whole, each time one rollout. */
export function createClassicControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { agenda, draw, seed, onRollout, recordActivity } = options;
  const id = seed.frontDoorId;
  const frontDoorId = guidFrom(options);
  const rollouts = createRollouts({ agenda, draw, profileId: id, edges: edgeNames(seed) });
  const truth = createTruth({ location: "Global", tags: {}, properties: classicLayout(seed) });
  const knowledge = () => classicKnowledge(id, truth.now().properties);
  const rollOut = () =>
    onRollout(
      rollouts.begin(knowledge(), { path: "", properties: truth.now().properties }),
      id.toLowerCase(),
    );
  const body = () =>
    frontDoorBody(
      { id, frontdoorId: frontDoorId, cname: defaultHost(seed), provisioningState: truth.state() },
      truth.now(),
    );

  const put = (whole: Whole, operationId: string): ArmAnswer => {
    const written = truth.write(whole);
    rollOut();
    const headers = options.operations.begin({
      provider: "Microsoft.Network",
      operationId,
      resourceId: id,
      durationMs: 30_000 + Math.round(60_000 * draw("armOperation", id.toLowerCase())),
      succeed: () => written.end("Succeeded"),
      fail: () => {
        if (written.end("Failed") === "takenBack") rollOut();
      },
    });
    return { status: 202, headers, body: body() };
  };

  return {
    provider: providerOf(id, { body, put }),
    frontDoorId,
    knowledge,
    addFault(fault) {
      if (fault.kind === "propagationTakes") rollouts.propagationTakes(fault.minutes);
      if (fault.kind === "rolloutsOutOfOrder") rollouts.loseOrder();
      if (fault.kind === "foreignWrite") {
        put(foreignWriteTo(truth.now(), fault), "ForeignWrite");
        recordActivity({ caller: fault.by, method: "PUT", resourceId: id, status: "Accepted" });
      }
    },
  };
}

type EndState = "Succeeded" | "Failed";

/** What a GET answers. A later write has the last word; only what a failed one wrote itself is taken back. */
function createTruth(first: Whole) {
  let [current, settled, pending] = [first, first, 0];
  let state: EndState | "Updating" = "Succeeded";
  return {
    now: () => current,
    state: () => state,
    write(whole: Whole) {
      current = whole;
      state = "Updating";
      pending += 1;
      return {
        end(endState: EndState): "kept" | "takenBack" {
          pending -= 1;
          if (pending === 0) state = endState;
          if (endState === "Succeeded") settled = whole;
          if (endState === "Succeeded" || current !== whole) return "kept";
          current = settled;
          return "takenBack";
        },
      };
    },
  };
}

function providerOf(
  id: string,
  {
    body,
    put,
  }: { readonly body: () => unknown; readonly put: (whole: Whole, operationId: string) => ArmAnswer },
): ArmProvider {
  return {
    find(request) {
      if (request.path.toLowerCase() !== id.toLowerCase()) return undefined;
      if (request.method === "GET") {
        return {
          operationId: "FrontDoors_Get",
          resourceId: request.path,
          isWrite: false,
          answer: () => ({ status: 200, body: body() }),
        };
      }
      if (request.method !== "PUT") return undefined;
      const operationId = "FrontDoors_CreateOrUpdate";
      const answer = () => {
        const considered = considerWhole(request.body);
        return considered.kind === "refused" ? considered.answer : put(considered.whole, operationId);
      };
      return { operationId, resourceId: request.path, isWrite: true, answer };
    },
  };
}

function guidFrom({ draw, seed }: ControlPlaneOptions): string {
  const digits = (count: number) =>
    Array.from({ length: count }, () =>
      Math.floor(draw("frontDoorId", seed.frontDoorId) * 16).toString(16),
    ).join("");
  return [8, 4, 4, 4, 12].map(digits).join("-");
}
