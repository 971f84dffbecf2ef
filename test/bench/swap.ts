import type { Bench } from "./bench-shape.ts";
import { byProtocol, disableThenEnable, stopOnSucceeded, type Mover } from "./swap/movers.ts";
import { openSwapWorld } from "./swap/swap-world.ts";

interface Arm {
  readonly name: string;
  readonly swaps: number;
  readonly rollbacks: number;
  readonly requests: number;
  readonly failed: number;
  /** Of users, from the first write of a move until every edge has made it. */
  readonly windowRequests: number;
  readonly windowFailed: number;
}

const [fewestRequests, leastLost] = [300_000, 0.05];

/** Moves users there and back on real sockets, again and again. */
export const swap: Bench = {
  about: `users at every edge on real sockets while they are moved there and back: our protocol 20 times with at least
            300 000 requests, disable-then-enable and stop-on-Succeeded 5 times each; the baselines must lose 5 %.
            An arm is {"name","swaps","rollbacks","requests","failed","windowRequests","windowFailed"}.`,
  measure: async (seed, tell) => {
    const arms: Arm[] = [];
    for (const { mover, cycles, requestsPerEdge } of [
      { mover: byProtocol(), cycles: 20, requestsPerEdge: 40 },
      { mover: disableThenEnable, cycles: 5, requestsPerEdge: 20 },
      { mover: stopOnSucceeded, cycles: 5, requestsPerEdge: 20 },
    ]) {
      const arm = await run(mover, { cycles, requestsPerEdge, drawSeed: Number(seed) });
      tell(
        `${arm.name.padEnd(20)} ${arm.swaps} swaps, ${arm.rollbacks} rollbacks  ${String(arm.requests).padStart(7)} requests  ${arm.failed} failed, ${percent(arm)} % of those inside the windows`,
      );
      arms.push(arm);
    }
    return { arms, objections: arms.flatMap(objectionsTo) };
  },
};

async function run(
  mover: Mover,
  { cycles, ...options }: { cycles: number; requestsPerEdge: number; drawSeed: number },
): Promise<Arm> {
  const world = await openSwapWorld(options);
  try {
    let [windowRequests, windowFailed] = [0, 0];
    const within = async (move: Promise<void>, before = world.requests()) => {
      await move;
      windowRequests += world.requests().total - before.total;
      windowFailed += world.requests().failed - before.failed;
    };
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await within(mover.there(world));
      await within(mover.back(world));
    }
    const { total, failed } = world.requests();
    const { name } = mover;
    return { name, swaps: cycles, rollbacks: cycles, requests: total, failed, windowRequests, windowFailed };
  } finally {
    await world.stop();
  }
}

const percent = ({ windowRequests, windowFailed }: Arm): string =>
  ((100 * windowFailed) / windowRequests).toFixed(1);

function objectionsTo(arm: Arm): readonly string[] {
  if (arm.name !== "route") {
    const share = arm.windowFailed / arm.windowRequests;
    return share >= leastLost ? [] : [`${arm.name} lost only ${percent(arm)} %, so the harness has no teeth`];
  }
  return [
    ...(arm.failed === 0 ? [] : [`our swap lost ${arm.failed} requests`]),
    ...(arm.requests >= fewestRequests ? [] : [`only ${arm.requests} requests`]),
  ];
}
