import { colors, type Color } from "../../src/domain/environment/pair.ts";
import type { NearestEdge } from "./fake-doors.ts";
import { meanOf, sharesIn, usersOf, type Profile, type Shares } from "./fake-front-door.ts";
import type { WorldClock } from "./stage-time.ts";

export interface EdgePace {
  /** From ARM's effect to here. */
  readonly afterMinutes: number;
  /** From a change of the probe's answer to the fallback here. */
  readonly probeSeconds: number;
}

interface Edge {
  readonly pace: EdgePace;
  profile: Profile;
  readonly known: Record<Color, boolean>;
  /** What it will know once it has probed often enough. */
  readonly coming: Record<Color, boolean>;
  /** Where it sends users, until something changes. */
  users: Shares | undefined;
}

interface Surroundings {
  readonly azure: { profile: Profile; readonly edges: readonly EdgePace[]; readonly onChange: () => void };
  readonly answersProbe: (color: Color) => boolean;
  readonly clock: () => WorldClock | undefined;
}

/** The edges of a scripted Front Door: each has its own, perhaps older, configuration and its own view of the origins. */
export function edgesOf({ azure, answersProbe, clock }: Surroundings) {
  let paces: readonly EdgePace[] = [];
  let edges: readonly Edge[] = [];
  /** Made when first needed: a test says first how many there are. */
  const all = (): readonly Edge[] => {
    if (paces !== azure.edges) {
      paces = azure.edges;
      const known = () => ({ blue: answersProbe("blue"), green: answersProbe("green") });
      edges = paces.map((pace) => ({
        pace,
        profile: azure.profile,
        known: known(),
        coming: known(),
        users: undefined,
      }));
    }
    return edges;
  };
  const after = (delayMs: number, edge: Edge, act: () => void): void => {
    const change = () => {
      act();
      edge.users = undefined;
    };
    const time = clock();
    if (delayMs === 0 || time === undefined) return change();
    time.at(time.nowMs + delayMs, () => {
      change();
      azure.onChange();
    });
  };
  const usersAt = (edge: Edge): Shares => (edge.users ??= usersOf(edge.profile, edge.known));
  const nearest = (): Edge | undefined => all().at(-1);
  const asked = (group: string): Shares => {
    const edge = nearest();
    return edge === undefined ? { blue: 0, green: 0, nobody: 1 } : sharesIn(edge.profile, group, edge.known);
  };
  const look = (): void => {
    const edgesNow = all();
    for (const color of colors) {
      const answers = answersProbe(color);
      for (const edge of edgesNow) {
        if (edge.coming[color] === answers) continue;
        edge.coming[color] = answers;
        // it may have changed again meanwhile
        after(edge.pace.probeSeconds * 1000, edge, () => void (edge.known[color] = answersProbe(color)));
      }
    }
  };
  const users = (): Shares => meanOf(all().map(usersAt));
  // our own requests meet the last edge to learn
  const seen: NearestEdge = {
    preview: (color) => {
      look();
      return asked(color);
    },
    users: () => {
      look();
      const edge = nearest();
      return edge === undefined ? { blue: 0, green: 0, nobody: 1 } : usersAt(edge);
    },
  };
  return {
    look,
    users: () => {
      look();
      return users();
    },
    profiles: () => all().map((edge) => edge.profile),
    nearest: seen,
    /** A configuration has taken effect and begins to spread. */
    spread: (): void => {
      const { profile } = azure;
      for (const edge of all())
        after(edge.pace.afterMinutes * 60_000, edge, () => void (edge.profile = profile));
    },
  };
}
