import { send } from "./send.ts";
import type { RecordedResponse } from "./recording.ts";
import type { Subject } from "./subject.ts";

/** What was done before the first recorded request of a scenario, with the answers. */
export const prologues: Readonly<Record<string, (subject: Subject) => Promise<readonly RecordedResponse[]>>> =
  {
    "event-sdk": async (subject) => {
      const ids = ["nodata", "data", "string"];
      return Promise.all(ids.map(async (id) => start(subject, `waitEvent/event-sdk-${id}`)));
    },
    "duplicate-race": async (subject) =>
      Promise.all(Array.from({ length: 8 }, async () => start(subject, "waitEvent/duplicate-race"))),
    eventgrid: async (subject) => [await send(subject, eventByHand)],
  };

const start = async (subject: Subject, path: string): Promise<RecordedResponse> => {
  const orchestrators = "/runtime/webhooks/durabletask/orchestrators";
  return send(subject, { method: "POST", path: `${orchestrators}/${path}?code=DURABLEKEY`, body: 1 });
};

const event = {
  id: "adm",
  eventType: "T",
  subject: "s",
  data: { via: "admin" },
  dataVersion: "1",
  eventTime: "2026-01-01T00:00:00Z",
  topic: "t",
};

const eventByHand = {
  method: "POST",
  path: "/admin/functions/onEvent?code=MASTERKEY",
  body: { input: JSON.stringify(event) },
} as const;
