/** Who may write a blob for now; a lease that has run out or was broken still knows whose it was. */
export interface Lease {
  readonly id: string;
  /** -1: for ever. */
  readonly seconds: number;
  readonly untilMs: number;
  /** It was broken; until then nobody else gets it. */
  readonly isBroken: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface Granted {
  readonly status: number;
  readonly lease: Lease | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

interface Order {
  readonly now: number;
  readonly held: Lease | undefined;
  /** The id that the asker says it has, or wishes to have. */
  readonly id: string;
  readonly proposed: string;
  readonly duration: string | undefined;
  readonly breakPeriod: string | undefined;
}

type State = "available" | "leased" | "expired" | "breaking" | "broken";

export function leaseState(lease: Lease | undefined, now: number): State {
  if (lease === undefined) return "available";
  const isOver = lease.untilMs <= now;
  if (lease.isBroken) return isOver ? "broken" : "breaking";
  return isOver ? "expired" : "leased";
}

/** Lease Blob of the Blob service: its table of outcomes by state (learn.microsoft.com/rest/api/storageservices/lease-blob). */
export function changeLease(
  headers: Readonly<Record<string, string>>,
  held: Lease | undefined,
  now: number,
): Granted | Refusal {
  const action = actions[headers["x-ms-lease-action"]?.toLowerCase() ?? ""];
  if (action === undefined) return invalidHeader;
  return action({
    now,
    held,
    id: (headers["x-ms-lease-id"] ?? "").toLowerCase(),
    proposed: (headers["x-ms-proposed-lease-id"] ?? "").toLowerCase(),
    duration: headers["x-ms-lease-duration"],
    breakPeriod: headers["x-ms-lease-break-period"],
  });
}

/** Whether a request for the blob itself may have its way: a write needs the lease's id, a read may leave it out. */
export function leaseObstacle(
  asked: { readonly id: string | undefined; readonly isWrite: boolean },
  held: Lease | undefined,
  now: number,
): Refusal | undefined {
  const state = leaseState(held, now);
  const isLocked = state === "leased" || state === "breaking";
  if (asked.id === undefined) return isLocked && asked.isWrite ? refusals.idMissing : undefined;
  if (isLocked) return asked.id.toLowerCase() === held?.id ? undefined : refusals.notTheBlobs;
  return state === "available" ? refusals.noneOnBlob : refusals.lost;
}

const actions: Readonly<Record<string, (order: Order) => Granted | Refusal>> = {
  acquire(order) {
    const seconds = Number(order.duration);
    if (seconds !== -1 && !isBetween(seconds, 15, 60)) return invalidHeader;
    const state = leaseState(order.held, order.now);
    const isOwn = order.proposed !== "" && order.proposed === order.held?.id;
    if (state === "breaking" && isOwn) return refusals.breakingNotAcquired;
    if (state === "breaking" || (state === "leased" && !isOwn)) return refusals.alreadyPresent;
    return granted(201, leasedFor(order.proposed || crypto.randomUUID(), seconds, order.now));
  },
  renew(order) {
    const { held, now } = order;
    if (held === undefined || held.id !== order.id) return refusals.mismatch;
    if (held.isBroken) return refusals.brokenNotRenewed;
    return granted(200, leasedFor(held.id, held.seconds, now));
  },
  change(order) {
    const { held, now } = order;
    const state = leaseState(held, now);
    if (held === undefined || (state !== "leased" && state !== "breaking")) return refusals.nonePresent;
    if (![order.id, order.proposed].includes(held.id)) return refusals.mismatch;
    if (state === "breaking") return refusals.breakingNotChanged;
    return granted(200, { ...held, id: order.proposed });
  },
  release: ({ held, id }) =>
    held === undefined || held.id !== id ? refusals.mismatch : { status: 200, lease: undefined, headers: {} },
  break(order) {
    const { held, now, breakPeriod } = order;
    if (held === undefined) return refusals.nonePresent;
    const seconds = breakPeriod === undefined ? undefined : Number(breakPeriod);
    if (seconds !== undefined && !isBetween(seconds, 0, 60)) return invalidHeader;
    const untilMs = breakEnd(held, now, seconds);
    const left = Math.max(0, Math.ceil((untilMs - now) / 1000));
    return {
      status: 202,
      lease: { ...held, untilMs, isBroken: true },
      headers: { "x-ms-lease-time": String(left) },
    };
  },
};

/** Without a period a lease goes on until its own end; one without an end is over at once. */
function breakEnd({ untilMs }: Lease, now: number, seconds: number | undefined): number {
  const isEndless = untilMs === Number.POSITIVE_INFINITY;
  if (seconds === undefined) return isEndless ? now : untilMs;
  return Math.min(untilMs, now + seconds * 1000);
}

const isBetween = (seconds: number, least: number, most: number): boolean =>
  Number.isInteger(seconds) && seconds >= least && seconds <= most;

const leasedFor = (id: string, seconds: number, now: number): Lease => ({
  id,
  seconds,
  untilMs: seconds === -1 ? Number.POSITIVE_INFINITY : now + seconds * 1000,
  isBroken: false,
});

const granted = (status: number, lease: Lease): Granted => ({
  status,
  lease,
  headers: { "x-ms-lease-id": lease.id },
});

const refused = (status: number, code: string, message: string): Refusal => ({ status, code, message });

const invalidHeader = refused(
  400,
  "InvalidHeaderValue",
  "The value for one of the HTTP headers is not in the correct format.",
);

const refusals = {
  alreadyPresent: refused(409, "LeaseAlreadyPresent", "There is already a lease present."),
  breakingNotAcquired: refused(
    409,
    "LeaseIsBreakingAndCannotBeAcquired",
    "The lease is breaking and cannot be acquired until it has ended.",
  ),
  breakingNotChanged: refused(
    409,
    "LeaseIsBreakingAndCannotBeChanged",
    "The lease ID matched, but the lease is currently in breaking state and cannot be changed.",
  ),
  brokenNotRenewed: refused(
    409,
    "LeaseIsBrokenAndCannotBeRenewed",
    "The lease ID matched, but the lease has been broken explicitly and cannot be renewed.",
  ),
  mismatch: refused(
    409,
    "LeaseIdMismatchWithLeaseOperation",
    "The lease ID specified did not match the lease ID for the blob.",
  ),
  nonePresent: refused(409, "LeaseNotPresentWithLeaseOperation", "There is currently no lease on the blob."),
  idMissing: refused(
    412,
    "LeaseIdMissing",
    "There is currently a lease on the blob and no lease ID was specified in the request.",
  ),
  notTheBlobs: refused(
    412,
    "LeaseIdMismatchWithBlobOperation",
    "The lease ID specified did not match the lease ID for the blob.",
  ),
  noneOnBlob: refused(412, "LeaseNotPresentWithBlobOperation", "There is currently no lease on the blob."),
  lost: refused(412, "LeaseLost", "A lease ID was specified, but the lease for the blob has expired."),
} as const;
