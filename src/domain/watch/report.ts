import type { Color } from "../environment/pair.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Verdict } from "../probing/verdict.ts";
import type { TrafficShare } from "../swap/traffic.ts";

/** Users as far as a write has moved them: this share of them, since the write was done. */
export interface Move {
  readonly percent: number;
  /** ISO 8601. */
  readonly since: string;
}

/** What of it the story goes by; it is told into the story's history again and again. */
export type WatchSeen = Pick<WatchReport, "at" | "verdicts" | "traffic" | "arrival" | "router">;

/** What the watch has seen, as others read it: each part with the time it was taken. */
export interface WatchReport {
  /** ISO 8601, of the last look. */
  readonly at: string;
  /** null: not enough looks yet. */
  readonly verdicts: Readonly<Record<Color, Evidence<Verdict> | null>>;
  readonly traffic: TrafficShare | null;
  /** Whether the users of a move have arrived. */
  readonly arrival: Evidence<Move & { readonly arrived: boolean }> | null;
  /** `print`: what of the router a swap goes by; another print is another hand, or our own write. */
  readonly router: Evidence<{ readonly active: Color | null; readonly print: string }> | null;
  readonly story: "running" | "dead" | "unknown";
  /** When the watch has asked for the way back, and why. */
  readonly turned: { readonly at: string; readonly why: string } | null;
  /** Why the watch is over; null while it goes on. */
  readonly ended: string | null;
}
