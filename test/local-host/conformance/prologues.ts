import { send } from "./send.ts";
import type { Subject } from "./subject.ts";

/** What was done before the first recorded request of a scenario. */
export const prologues: Readonly<Record<string, (subject: Subject) => Promise<void>>> = {
  "event-sdk": async (subject) => {
    for (const id of ["nodata", "data", "string"]) await start(subject, `waitEvent/event-sdk-${id}`);
  },
  "duplicate-race": async (subject) => {
    await Promise.all(Array.from({ length: 8 }, async () => start(subject, "waitEvent/duplicate-race")));
  },
};

const start = async (subject: Subject, path: string): Promise<void> => {
  const orchestrators = "/runtime/webhooks/durabletask/orchestrators";
  await send(subject, { method: "POST", path: `${orchestrators}/${path}?code=DURABLEKEY`, body: 1 });
};
