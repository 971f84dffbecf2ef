import type { Color, Pair } from "../domain/environment/pair.ts";
import type { OperationHead, JournalEntry } from "../domain/upgrade/operation.ts";
import type { Outcome } from "../domain/upgrade/phases.ts";
import type { Fault, WorldSeed } from "../simulator/joints.ts";
import type { Need } from "./fit.ts";
import type { Order, PostedCommand } from "./pair-api.ts";
import type { PairVariant } from "./pair-variants.ts";
import type { Report } from "./report.ts";

/** One story that a rehearsal can tell: the world at the start, what goes wrong, what is done from outside, how it ends. */
export interface Scenario {
  readonly name: string;
  readonly sentence: string;
  readonly expected: { readonly outcome: End; readonly active: Color };
  readonly world: Pick<WorldSeed, "idle"> &
    Partial<
      Pick<
        WorldSeed,
        | "versions"
        | "sessionAffinity"
        | "otherEndpoints"
        | "originLock"
        | "recordTtlSeconds"
        | "vCpuLimit"
        | "owner"
      >
    > & {
      /** The gates and a workload sign in as identities that trust the clusters there are. */
      readonly federated?: true;
      /** What else lies in the profile. */
      readonly besides?: (front: FrontDoorNames) => NonNullable<WorldSeed["besides"]>;
    };
  /** How the pair of this scenario differs from the pair file that is rehearsed. */
  readonly pair?: PairVariant;
  /** What it supposes of that file's pair; on another one it is not played. */
  readonly needs?: readonly Need[];
  readonly faults: readonly Fault[] | ((pair: Pair) => readonly Fault[]);
  /** Ends when the last operation has ended. */
  readonly script: (stage: Stage) => Promise<void>;
  /** What must hold besides; each answer is a reason why the scenario failed. */
  readonly objections?: Objections;
}

export type Objections = (
  report: Report,
  operations: readonly SeenOperation[],
  world: WorldSeed,
) => readonly string[];

export type FrontDoorNames = Pick<WorldSeed, "profileId" | "originGroups" | "originHosts">;

/** An outcome of the last operation; or it waits for a person, or none was let begin. */
export type End = Outcome | "halted" | "refused";

/** An operation as the HTTP API tells it. */
export type SeenOperation = Omit<OperationHead, "position" | "startedAt"> & {
  readonly phase: string;
  readonly startedAt: string | null;
  readonly journal: readonly JournalEntry[];
};

/** What a script may do. Everything happens in a turn of the driver, so time stands still meanwhile. */
export interface Stage {
  readonly world: WorldSeed;
  /** Sends that many copies of one event about a color's cluster, in both schemas, shuffled by the seed. */
  deliver(about: Color, copies: number): Promise<void>;
  /** Sends one event, which must start nothing. */
  deliverInVain(about: Color): Promise<void>;
  /** POST /api/pairs/{pair}/{command}; what runs from then on is the operation that the answer names. */
  post(command: PostedCommand, order?: Order): Promise<void>;
  /** POST upgrade, which must be refused by a problem of this code. */
  refused(code: string): Promise<void>;
  /** The operation that runs, or ran last, as far as the script knows. */
  current(): string;
  /** From here on the script looks at whatever operation is the newest, if any has ever owned the pair. */
  follow(): Promise<void>;
  /** Nobody looks for so many virtual minutes. */
  pass(minutes: number): Promise<void>;
  /**
   * Looks at the running operation once a virtual minute until it is as wanted, and approves meanwhile what it waits to
   * have approved.
   */
  until(isSo: (operation: SeenOperation) => boolean): Promise<void>;
  /** SIGKILL and a new host in the same folder. */
  killHost(): Promise<void>;
  /** The job host restarts in the middle of an operation's next turn but so many: its instance fails for good. */
  restartMidTurn(id: string, spared?: number): Promise<void>;
  /** An operator ends the operation's instance by Durable's own management. */
  terminate(): Promise<void>;
  /** Until the operation's instance has ended, however it did; gives what the API then tells of the operation. */
  untilDead(): Promise<SeenOperation>;
  /** Looks at the edges once a virtual minute until none sends users to that color; it must not take longer than that. */
  usersLeave(color: Color, withinMinutes: number): Promise<void>;
  addFault(fault: Fault): Promise<void>;
}

export const hasEnded = (operation: SeenOperation): boolean => operation.outcome !== null;

export const isIn =
  (phase: string) =>
  (operation: SeenOperation): boolean =>
    operation.phase === phase || hasEnded(operation);

export const hasTold =
  (event: JournalEntry["event"]) =>
  (operation: SeenOperation): boolean =>
    operation.journal.some((entry) => entry.event === event) || hasEnded(operation);
