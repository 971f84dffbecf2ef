import { OutsideError } from "../../workflow/errors.ts";

/** The batch endpoint answers 200 and tells a metric's own error beside it: no series then is no absence of users. */
export const noSeriesTold = (resource: string, code: string): OutsideError =>
  new OutsideError({
    reaction: "later",
    code: `METRICS_${code.slice(0, 60).toUpperCase()}`,
    message: "Azure Monitor could not tell the metric.",
    resource,
    fix: "It is asked again.",
  });
