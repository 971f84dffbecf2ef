/** A request to an entity: an operation, a lock that is passed along, or the release of one. */
export type EntityMessage =
  | {
      readonly kind: "operation";
      readonly id: string;
      readonly name: string;
      readonly input: string | null;
      readonly isSignal: boolean;
      readonly sender: Sender | null;
      /** When an orchestration sent it, by its own clock. */
      readonly sentAt?: string;
    }
  | {
      readonly kind: "lock";
      readonly id: string;
      readonly sender: Sender;
      readonly sentAt?: string;
      /** Entity ids in the order of asking. */
      readonly lockset: readonly string[];
      readonly position: number;
    }
  | { readonly kind: "release"; readonly id: string; readonly owner: string };

export interface Sender {
  readonly instanceId: string;
  readonly executionId: string;
}

export interface Entity {
  readonly id: string;
  exists: boolean;
  state: string | null;
  /** The instance that holds the lock. */
  lockedBy: string | null;
  queue: EntityMessage[];
  /** The last message of each orchestration, by its instance id. */
  readonly received: Map<string, Received>;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Received {
  readonly Last: string;
  readonly ExecutionId: string;
}

/** How long an entity remembers who has sent what, to bring messages into their order. */
const reorderWindowMs = 30 * 60_000;

export const horizonOf = ({ received }: Entity): number =>
  Math.max(...[...received.values()].map(({ Last }) => Date.parse(Last))) - reorderWindowMs;

export function noteReceived(entity: Entity, message: EntityMessage): void {
  if (message.kind === "release" || message.sender === null || message.sentAt === undefined) return;
  const { instanceId, executionId } = message.sender;
  entity.received.set(instanceId, { Last: withZone(message.sentAt), ExecutionId: executionId });
  const horizon = horizonOf(entity);
  for (const [id, { Last }] of entity.received) {
    if (Date.parse(Last) < horizon) entity.received.delete(id);
  }
}

const withZone = (time: string): string => (time.endsWith("Z") ? time : `${time}Z`);

/** Reads a message as the orchestration wrote it into its history. */
export function parseEntityMessage(name: string, text: string): EntityMessage {
  const message = JSON.parse(text) as {
    id: string;
    op?: string | null;
    input?: string;
    signal?: boolean;
    parent: string;
    parentExecution: string;
    Timestamp: string;
    lockset?: readonly { name: string; key: string }[];
    pos?: number;
  };
  if (name === "release") return { kind: "release", id: message.id, owner: message.parent };
  const sender = { instanceId: message.parent, executionId: message.parentExecution };
  if (message.lockset !== undefined) {
    const lockset = message.lockset.map((entity) => `@${entity.name.toLowerCase()}@${entity.key}`);
    return {
      kind: "lock",
      id: message.id,
      sender,
      sentAt: message.Timestamp,
      lockset,
      position: message.pos ?? 0,
    };
  }
  return {
    kind: "operation",
    id: message.id,
    name: message.op ?? "",
    input: message.input ?? null,
    isSignal: message.signal === true,
    sender,
    sentAt: message.Timestamp,
  };
}
