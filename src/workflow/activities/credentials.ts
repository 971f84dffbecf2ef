import type { Color, Pair } from "../../domain/environment/pair.ts";
import { mayChange } from "../../domain/guards/candidate.ts";
import { missingTwins, type Issuing, type Twin } from "../../domain/upgrade/credentials.ts";
import { OutsideError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";
import { obey } from "./guarded.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

interface Sides {
  readonly from: Color;
  readonly to: Color;
}

export const readMissingTwins: Step<PairRef & Sides, readonly Twin[]> = {
  name: "readMissingTwins",
  run: async (ports, { from, to, ...ref }) => missing(ports, await pairOf(ports, ref), { from, to }),
};

/** One after the other: Azure refuses concurrent writes of one identity's credentials. What is there is not written. */
export const writeTwins: Step<{ owner: Owner } & Sides, null> = writingStep(
  "writeTwins",
  async (ports, { owner, from, to }) => {
    for (const { identityId, ...credential } of await missing(ports, await pairOf(ports, owner), {
      from,
      to,
    }))
      await ports.identities.write(identityId, credential);
    return null;
  },
);

/** Removes what this operation has made, unless somebody has changed it since; never while users are there. */
export const removeTwins: Step<{ owner: Owner; color: Color; twins: readonly Twin[] }, null> = writingStep(
  "removeTwins",
  async (ports, { owner, color, twins }) => {
    const pair = await pairOf(ports, owner);
    const there = await ports.identities.list(pair);
    const router = await ports.router.read(pair);
    const resource = pair.environments[color].clusterId;
    obey(mayChange("fewer credentials", { color, router }), { what: "removing credentials", resource });
    for (const { identityId, name, issuer } of twins) {
      const identity = there.find(({ id }) => id.toLowerCase() === identityId.toLowerCase());
      const own = identity?.credentials.some((one) => one.name === name && one.issuer === issuer);
      if (own === true) await ports.identities.remove(identityId, name);
    }
    return null;
  },
);

async function missing(ports: Ports, pair: Pair, { from, to }: Sides): Promise<readonly Twin[]> {
  const [active, candidate] = [await issuing(ports, pair, from), await issuing(ports, pair, to)];
  if (active.issuer === null) return [];
  const twins = missingTwins(await ports.identities.list(pair), { from: active, to: candidate });
  if (twins.length > 0 && candidate.issuer === null) throw noIssuer(candidate);
  return twins;
}

async function issuing(ports: Ports, pair: Pair, color: Color): Promise<Issuing> {
  const { clusterId } = pair.environments[color];
  return { color, clusterId, issuer: (await ports.clusters.find(clusterId))?.oidcIssuer ?? null };
}

const noIssuer = ({ color, clusterId }: Issuing): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "NO_OIDC_ISSUER",
    message: `${color} issues no tokens for workloads, so nothing on it could sign in.`,
    resource: clusterId,
    fix: "az aks update --enable-oidc-issuer, then start again.",
  });
