import type { Bench } from "./bench-shape.ts";
import { ours, sdkDefault, type Polled, type Poller } from "./polling/pollers.ts";

export interface PollingArm {
  readonly name: string;
  readonly operations: number;
  readonly pollsPerOperation: number;
  readonly lagP95Seconds: number;
}

/** The SDK's arm takes twenty times the polls, so fewer operations show it. */
const [operations, operationsOfSdk] = [20_000, 200];
const [mostPolls, mostLagSeconds, leastPollsOfSdk] = [9, 25, 100];

/** What seeing the end of a long-running operation takes of the status reads that a subscription shares. */
export const polling: Bench = {
  about: `${operations} seeded operations of the simulated Azure of about five minutes, on virtual time: by our orchestrator,
            and ${operationsOfSdk} of them by the SDK's poller at its default of 2 s.
            An arm is {"name","operations","pollsPerOperation","lagP95Seconds"}.`,
  measure: async (seed, tell) => {
    const arms: PollingArm[] = [];
    for (const { name, poller, count } of [
      { name: "poll rule", poller: ours, count: operations },
      { name: "sdk-2s", poller: sdkDefault, count: operationsOfSdk },
    ]) {
      const arm = await pollingArm(name, poller, { seed, count });
      tell(
        `${name.padEnd(12)} ${arm.pollsPerOperation} polls an operation, its end seen after ${arm.lagP95Seconds} s at the 95th percentile`,
      );
      arms.push(arm);
    }
    return { arms, objections: pollingObjections(arms) };
  },
};

export async function pollingArm(
  name: string,
  poller: Poller,
  { seed, count }: { seed: string; count: number },
): Promise<PollingArm> {
  const seen: Polled[] = [];
  for (let nth = 0; nth < count; nth += 1) seen.push(await poller(seed, nth));
  const lags = seen.map((one) => one.lagSeconds).toSorted((one, other) => one - other);
  const polls = seen.reduce((sum, one) => sum + one.polls, 0);
  return {
    name,
    operations: count,
    pollsPerOperation: rounded(polls / count),
    lagP95Seconds: rounded(lags[Math.ceil(count * 0.95) - 1] ?? 0),
  };
}

const rounded = (figure: number): number => Math.round(figure * 100) / 100;

export function pollingObjections([ours, sdk]: readonly PollingArm[]): readonly string[] {
  if (ours === undefined || sdk === undefined) return ["an arm is missing"];
  return [
    ...(ours.pollsPerOperation <= mostPolls
      ? []
      : [`${ours.pollsPerOperation} polls are above ${mostPolls}`]),
    ...(ours.lagP95Seconds <= mostLagSeconds
      ? []
      : [`${ours.lagP95Seconds} s are above ${mostLagSeconds} s`]),
    ...(sdk.pollsPerOperation >= leastPollsOfSdk
      ? []
      : [`the SDK needs only ${sdk.pollsPerOperation} polls, so this has no teeth`]),
  ];
}
