import type { Agenda, Fault } from "../joints.ts";
import type { Answered, Asked } from "../wire/exchange.ts";
import { failure } from "./blob-service.ts";

/** Times in which the storage account serves nobody. */
export interface Outage {
  add(fault: Fault): void;
  /** The same service, but not during an outage. */
  before(serve: (asked: Asked) => Answered): (asked: Asked) => Answered;
}

export function createOutage(agenda: Agenda): Outage {
  let untilMs = Number.NEGATIVE_INFINITY;
  return {
    add(fault) {
      if (fault.kind === "storageOutage") untilMs = agenda.now() + fault.minutes * 60_000;
    },
    before: (serve) => (asked) => (agenda.now() < untilMs ? serverBusy : serve(asked)),
  };
}

const serverBusy = failure(
  503,
  "ServerBusy",
  "The server is currently unable to receive requests. Please retry your request.",
);
