/** A request to an entity: an operation, a lock that is passed along, or the release of one. */
export type EntityMessage =
  | {
      readonly kind: "operation";
      readonly id: string;
      readonly name: string;
      readonly input: string | null;
      readonly isSignal: boolean;
      readonly sender: Sender | null;
    }
  | {
      readonly kind: "lock";
      readonly id: string;
      readonly sender: Sender;
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
  readonly createdAt: number;
  updatedAt: number;
}

/** Reads a message as the orchestration wrote it into its history. */
export function parseEntityMessage(name: string, text: string): EntityMessage {
  const message = JSON.parse(text) as {
    id: string;
    op?: string | null;
    input?: string;
    signal?: boolean;
    parent: string;
    parentExecution: string;
    lockset?: readonly { name: string; key: string }[];
    pos?: number;
  };
  if (name === "release") return { kind: "release", id: message.id, owner: message.parent };
  const sender = { instanceId: message.parent, executionId: message.parentExecution };
  if (message.lockset !== undefined) {
    const lockset = message.lockset.map((entity) => `@${entity.name.toLowerCase()}@${entity.key}`);
    return { kind: "lock", id: message.id, sender, lockset, position: message.pos ?? 0 };
  }
  return {
    kind: "operation",
    id: message.id,
    name: message.op ?? "",
    input: message.input ?? null,
    isSignal: message.signal === true,
    sender,
  };
}
