import type { Agenda, Fault } from "../joints.ts";
import type { Answered, Asked } from "../wire/exchange.ts";
import { failure } from "./blob-service.ts";

/** Times in which the storage account serves nobody. */
export interface Outage {
  add(fault: Fault): void;
  /** The same service, but not during an outage. */
  before(serve: (asked: Asked) => Answered): (asked: Asked) => Answered;
}

/** `onEnd`: whoever could not read until then may read something else from now on. */
export function createOutage(agenda: Agenda, onEnd: () => void): Outage {
  let untilMs = Number.NEGATIVE_INFINITY;
  return {
    add(fault) {
      if (fault.kind !== "storageOutage") return;
      untilMs = agenda.now() + fault.minutes * 60_000;
      agenda.at(untilMs, "storage outage", onEnd);
    },
    before: (serve) => (asked) => (agenda.now() < untilMs ? serverBusy : serve(asked)),
  };
}

const serverBusy = failure(
  503,
  "ServerBusy",
  "The server is currently unable to receive requests. Please retry your request.",
);
