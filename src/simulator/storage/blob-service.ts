import type { Answered, Asked } from "../wire/exchange.ts";
import { hasToken } from "../wire/exchange.ts";

interface Blob {
  readonly body: Buffer;
  readonly etag: string;
}

/** Block blobs in memory, as `@azure/storage-blob` asks for them: whole blobs with conditions, and flat lists. */
export function createBlobService(
  now: () => number,
  /** Told of each blob that was written or deleted, by its container and name. */
  onChange: (name: string) => void = () => undefined,
): (asked: Asked) => Answered {
  const containers = new Map<string, Map<string, Blob>>();
  /** Counted for each blob, so that a tag does not tell in which order others were written. */
  const written = new Map<string, number>();
  return (asked) => {
    if (!hasToken(asked)) return failure(401, "NoAuthenticationInformation", "There is no sign-in.");
    const [, container = "", ...rest] = decodeURIComponent(asked.url.pathname).split("/");
    const name = rest.join("/");
    const modified = new Date(now()).toUTCString();
    if (name === "") return containerRequest({ asked, containers, container, modified });
    const blobs = containers.get(container);
    if (blobs === undefined)
      return failure(404, "ContainerNotFound", "The specified container does not exist.");
    const changed = () => onChange(`${container}/${name}`);
    if (asked.method !== "PUT") return readOrDelete({ asked, blobs, name, modified, changed });
    const refused = conditionFailure(asked, blobs.get(name));
    if (refused !== undefined) return refused;
    const version = (written.get(asked.url.pathname) ?? 0) + 1;
    written.set(asked.url.pathname, version);
    const etag = `"0x8D${version.toString(16).toUpperCase().padStart(13, "0")}"`;
    blobs.set(name, { body: asked.body, etag });
    changed();
    return answer(201, { etag, "last-modified": modified, "x-ms-request-server-encrypted": "true" });
  };
}

function containerRequest(given: {
  asked: Asked;
  containers: Map<string, Map<string, Blob>>;
  container: string;
  modified: string;
}): Answered {
  const { asked, containers, container, modified } = given;
  const blobs = containers.get(container);
  if (asked.method === "PUT") {
    if (blobs !== undefined)
      return failure(409, "ContainerAlreadyExists", "The specified container already exists.");
    containers.set(container, new Map());
    return answer(201, { etag: '"0x8D0000000000000"', "last-modified": modified });
  }
  if (blobs === undefined)
    return failure(404, "ContainerNotFound", "The specified container does not exist.");
  if (asked.url.searchParams.get("comp") !== "list")
    return answer(200, { etag: '"0x8D0000000000000"', "last-modified": modified });
  return listOf(blobs, asked.url.searchParams.get("prefix") ?? "", modified);
}

function readOrDelete(given: {
  asked: Asked;
  blobs: Map<string, Blob>;
  name: string;
  modified: string;
  changed: () => void;
}): Answered {
  const { asked, blobs, name, modified } = given;
  const found = blobs.get(name);
  if (found === undefined) return failure(404, "BlobNotFound", "The specified blob does not exist.");
  if (asked.method === "DELETE") {
    const refused = conditionFailure(asked, found);
    if (refused !== undefined) return refused;
    blobs.delete(name);
    given.changed();
    return answer(202, {});
  }
  const headers = {
    etag: found.etag,
    "last-modified": modified,
    "x-ms-blob-type": "BlockBlob",
    "content-type": "application/json",
  };
  const length = { "content-length": String(found.body.length) };
  return {
    status: 200,
    headers: { ...common, ...headers, ...length },
    body: asked.method === "HEAD" ? "" : found.body,
  };
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

function listOf(blobs: ReadonlyMap<string, Blob>, prefix: string, modified: string): Answered {
  const names = [...blobs.keys()].filter((name) => name.startsWith(prefix)).toSorted();
  const items = names.map((name) => {
    const { etag = "", body = Buffer.alloc(0) } = blobs.get(name) ?? {};
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

export const failure = (status: number, code: string, message: string): Answered => ({
  status,
  headers: { ...common, "content-type": "application/xml", "x-ms-error-code": code },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
