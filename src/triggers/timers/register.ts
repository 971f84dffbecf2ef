import { app } from "@azure/functions";
import { durableClient, operationsOf } from "../../workflow/durable.ts";

/** `schedule`: six-field NCRONTAB, UTC. A check that still runs is enough for the day. */
export function registerTimers(schedule: string): void {
  app.timer("checkVersions", {
    schedule,
    extraInputs: [durableClient],
    handler: async (_timer, context) => operationsOf(context).startVersionCheck(),
  });
}
