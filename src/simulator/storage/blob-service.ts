import { hasToken, storageChallenge } from "../wire/bearer.ts";
import type { Answered, Asked } from "../wire/exchange.ts";
import { changeLease, leaseObstacle, leaseState, type Lease, type Refusal } from "./leases.ts";

interface Blob {
  readonly body: Buffer;
  readonly etag: string;
  readonly modifiedMs: number;
  /** Headers `x-ms-meta-…`, as they were written. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly lease: Lease | undefined;
}

/** One request for a blob, or for what may become one. */
interface Call {
  readonly asked: Asked;
  readonly name: string;
  readonly blobs: Map<string, Blob>;
  readonly found: Blob | undefined;
  readonly now: number;
  /** A tag that this blob has never had. */
  readonly nextTag: () => string;
  readonly changed: () => void;
}

/**
 * Block blobs in memory, as Azure's clients ask for them: whole blobs with metadata and conditions, flat lists, leases.
 */
export function createBlobService(
  now: () => number,
  /** Told of each blob that was written or deleted, by its container and name. */
  onChange: (name: string) => void = () => undefined,
): (asked: Asked) => Answered {
  const containers = new Map<string, Map<string, Blob>>();
  /** Counted for each blob, so that a tag does not tell in which order others were written. */
  const written = new Map<string, number>();
  const nextTag = (path: string): string => {
    const version = (written.get(path) ?? 0) + 1;
    written.set(path, version);
    return `"0x8D${version.toString(16).toUpperCase().padStart(13, "0")}"`;
  };
  const serve = (asked: Asked): Answered => {
    if (!hasToken(asked.headers)) return noToken;
    const [, container = "", ...rest] = decodeURIComponent(asked.url.pathname).split("/");
    const name = rest.join("/");
    if (name === "") return containerRequest({ asked, containers, container, now: now() });
    const blobs = containers.get(container);
    if (blobs === undefined) return noContainer;
    return blobRequest({
      asked,
      name,
      blobs,
      found: blobs.get(name),
      now: now(),
      nextTag: () => nextTag(asked.url.pathname),
      changed: () => onChange(`${container}/${name}`),
    });
  };
  return (asked) => (asked.method === "HEAD" ? withoutBody(serve(asked)) : serve(asked));
}

function containerRequest(given: {
  asked: Asked;
  containers: Map<string, Map<string, Blob>>;
  container: string;
  now: number;
}): Answered {
  const { asked, containers, container, now } = given;
  const comp = asked.url.searchParams.get("comp");
  const blobs = containers.get(container);
  const tags = { etag: '"0x8D0000000000000"', "last-modified": new Date(now).toUTCString() };
  if (comp !== null && (comp !== "list" || asked.method !== "GET")) return unsupported;
  if (asked.method === "PUT") {
    if (blobs !== undefined)
      return failure(409, "ContainerAlreadyExists", "The specified container already exists.");
    containers.set(container, new Map());
    return answer(201, tags);
  }
  if (blobs === undefined) return noContainer;
  return comp === "list" ? listOf(blobs, asked.url.searchParams.get("prefix") ?? "") : answer(200, tags);
}

function blobRequest(call: Call): Answered {
  const { asked, found } = call;
  const comp = asked.url.searchParams.get("comp");
  if (comp !== null && (asked.method !== "PUT" || !["lease", "metadata"].includes(comp))) return unsupported;
  const isUpload = asked.method === "PUT" && comp === null;
  if (found === undefined && !isUpload)
    return failure(404, "BlobNotFound", "The specified blob does not exist.");
  const refused = conditionFailure(asked, found) ?? leaseFailure(call, comp);
  if (refused !== undefined) return refused;
  if (isUpload) return upload(call);
  return found === undefined ? noContainer : requestFor({ ...call, found }, comp);
}

function requestFor(call: Call & { readonly found: Blob }, comp: string | null): Answered {
  const { asked, blobs, found, name, now } = call;
  if (comp === "lease") {
    const outcome = changeLease(asked.headers, found.lease, now);
    if ("code" in outcome) return failureOf(outcome);
    blobs.set(name, { ...found, lease: outcome.lease });
    return answer(outcome.status, { ...tagsOf(found), ...outcome.headers });
  }
  if (comp === "metadata") return write(call, { status: 200, body: found.body });
  if (asked.method === "DELETE") {
    blobs.delete(name);
    call.changed();
    return answer(202, {});
  }
  return content(asked, found, now);
}

/** Clients that read piece by piece, as .NET's do, want to be told which piece they have. */
function content({ method, headers: asked }: Asked, { body, ...blob }: Blob, now: number): Answered {
  const headers = { ...common, ...propertiesOf({ ...blob, body }, now) };
  const range = /^bytes=(\d+)-(\d*)$/.exec(asked["x-ms-range"] ?? asked["range"] ?? "");
  if (range === null || method === "HEAD") return { status: 200, headers, body };
  const [from, to] = [Number(range[1]), range[2] === "" ? body.length : Number(range[2]) + 1];
  if (from >= body.length) return invalidRange;
  const piece = body.subarray(from, to);
  const told = `bytes ${from}-${from + piece.length - 1}/${body.length}`;
  return {
    status: 206,
    headers: { ...headers, "content-range": told, "content-length": String(piece.length) },
    body: piece,
  };
}

const upload = (call: Call): Answered => write(call, { status: 201, body: call.asked.body });

/** A lease that is over is forgotten with the next write. */
function write(call: Call, { status, body }: { status: number; body: Buffer }): Answered {
  const { asked, blobs, found, name, now } = call;
  const state = leaseState(found?.lease, now);
  const blob: Blob = {
    body,
    etag: call.nextTag(),
    modifiedMs: now,
    metadata: Object.fromEntries(
      Object.entries(asked.headers).filter(([header]) => header.startsWith("x-ms-meta-")),
    ),
    lease: state === "leased" || state === "breaking" ? found?.lease : undefined,
  };
  blobs.set(name, blob);
  call.changed();
  return answer(status, { ...tagsOf(blob), "x-ms-request-server-encrypted": "true" });
}

function leaseFailure({ asked, found, now }: Call, comp: string | null): Answered | undefined {
  if (comp === "lease") return undefined;
  const isWrite = asked.method === "PUT" || asked.method === "DELETE";
  const refusal = leaseObstacle({ id: asked.headers["x-ms-lease-id"], isWrite }, found?.lease, now);
  return refusal === undefined ? undefined : failureOf(refusal);
}

function conditionFailure(asked: Asked, found: Blob | undefined): Answered | undefined {
  const [match, noneMatch] = [asked.headers["if-match"], asked.headers["if-none-match"]];
  if (noneMatch === "*" && found !== undefined)
    return failure(409, "BlobAlreadyExists", "The specified blob already exists.");
  if (match === undefined || match === found?.etag) return undefined;
  return failure(
    412,
    "ConditionNotMet",
    "The condition specified using HTTP conditional header(s) is not met.",
  );
}

const tagsOf = ({ etag, modifiedMs }: Blob): Record<string, string> => ({
  etag,
  "last-modified": new Date(modifiedMs).toUTCString(),
});

function propertiesOf(blob: Blob, now: number): Record<string, string> {
  const state = leaseState(blob.lease, now);
  const isLocked = state === "leased" || state === "breaking";
  return {
    ...tagsOf(blob),
    ...blob.metadata,
    "x-ms-blob-type": "BlockBlob",
    "content-type": "application/json",
    "content-length": String(blob.body.length),
    "x-ms-lease-state": state,
    "x-ms-lease-status": isLocked ? "locked" : "unlocked",
    ...(state === "leased"
      ? { "x-ms-lease-duration": blob.lease?.seconds === -1 ? "infinite" : "fixed" }
      : {}),
  };
}

function listOf(blobs: ReadonlyMap<string, Blob>, prefix: string): Answered {
  const found = [...blobs]
    .filter(([name]) => name.startsWith(prefix))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const items = found.map(([name, { etag, body, modifiedMs }]) => {
    const modified = new Date(modifiedMs).toUTCString();
    const properties = `<Last-Modified>${modified}</Last-Modified><Etag>${etag.replaceAll('"', "")}</Etag><Content-Length>${body.length}</Content-Length><BlobType>BlockBlob</BlobType>`;
    return `<Blob><Name>${name}</Name><Properties>${properties}</Properties></Blob>`;
  });
  const body = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Prefix>${prefix}</Prefix><Blobs>${items.join("")}</Blobs><NextMarker /></EnumerationResults>`;
  return { status: 200, headers: { ...common, "content-type": "application/xml" }, body };
}

const common = { "x-ms-version": "2025-11-05", "x-ms-request-id": "00000000-0000-0000-0000-000000000000" };

const answer = (status: number, headers: Readonly<Record<string, string>>): Answered => ({
  status,
  headers: { ...common, ...headers },
  body: "",
});

/** A refusal without a body has no type either: a client would try to read it. */
function withoutBody({ status, headers, body: _body }: Answered): Answered {
  const { "content-type": type, ...rest } = headers;
  return { status, headers: status >= 400 || type === undefined ? rest : headers, body: "" };
}

export const failure = (status: number, code: string, message: string): Answered => ({
  status,
  headers: { ...common, "content-type": "application/xml", "x-ms-error-code": code },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

const failureOf = ({ status, code, message }: Refusal): Answered => failure(status, code, message);

const refusedSignIn = failure(
  401,
  "NoAuthenticationInformation",
  "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
);

const noToken: Answered = {
  ...refusedSignIn,
  headers: { ...refusedSignIn.headers, "www-authenticate": storageChallenge },
};

const noContainer = failure(404, "ContainerNotFound", "The specified container does not exist.");

const invalidRange = failure(
  416,
  "InvalidRange",
  "The range specified is invalid for the current size of the resource.",
);

/** Rather refused than taken for something else. */
const unsupported = failure(
  400,
  "InvalidQueryParameterValue",
  "Value for one of the query parameters specified in the request URI is invalid.",
);
