import type { Color, Draw } from "../joints.ts";
import type { SlowDesk } from "../ingress/slow-desk.ts";
import type { Crowd } from "./crowd.ts";
import type { LedgerBook } from "./request-ledger.ts";
import type { EdgeAddress, Outcome } from "./wire.ts";

/** Requests in flight across stops: at most two an edge, each with a virtual length of its own. */
export interface SlowRequests {
  /** Begins what this round has drawn; resolves once every begun request is held at an ingress or has failed. */
  begin(atMs: number): Promise<void>;
  /** Answers what is due, and takes in what was cut; resolves once their users know. */
  settle(atMs: number): Promise<void>;
  /** The cluster of this color no longer answers. */
  cut(color: Color): void;
}

interface Open {
  readonly id: string;
  readonly edge: EdgeAddress;
  readonly dueMs: number;
  readonly ended: Promise<Outcome>;
  isOver: boolean;
}

const openPerEdge = 2;
const chancePerRound = 0.75;

export function createSlowRequests(options: {
  readonly draw: Draw;
  readonly edges: readonly EdgeAddress[];
  readonly crowd: Crowd;
  readonly desk: SlowDesk;
  readonly ledger: LedgerBook;
}): SlowRequests {
  const { draw, edges, crowd, desk, ledger } = options;
  let open: readonly Open[] = [];
  let begun = 0;

  const beginAt = async (edge: EdgeAddress, atMs: number) => {
    begun += 1;
    const id = `slow-${begun}`;
    const lengthMs = 1000 * (1 + Math.floor(230 * draw("slow.seconds", edge.name)));
    const request: Open = {
      id,
      edge,
      dueMs: atMs + lengthMs,
      ended: crowd.askSlowly(id, edge),
      isOver: false,
    };
    open = [...open, request];
    // Time must not move on while a request is between its user and the ingress.
    const failed = request.ended.then(() => void (request.isOver = true));
    await Promise.race([desk.held(id), failed]);
  };

  return {
    async begin(atMs) {
      const drawn = edges.filter(
        (edge) =>
          open.filter((request) => request.edge.name === edge.name).length < openPerEdge &&
          draw("slow.begin", edge.name) < chancePerRound,
      );
      await Promise.all(drawn.map((edge) => beginAt(edge, atMs)));
    },
    async settle(atMs) {
      const ending = open.filter((request) => request.isOver || request.dueMs <= atMs);
      open = open.filter((request) => !ending.includes(request));
      for (const { id } of ending) desk.answer(id);
      for (const outcome of await Promise.all(ending.map((request) => request.ended))) {
        ledger.record(atMs, outcome);
      }
    },
    cut(color) {
      const cut = desk.cut(color);
      for (const request of open) if (cut.includes(request.id)) request.isOver = true;
    },
  };
}
