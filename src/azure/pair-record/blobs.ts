import { DefaultAzureCredential } from "@azure/identity";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { OutsideError } from "../../workflow/errors.ts";
import { keepingAgent } from "../arm/agent.ts";
import { orAbsent, troubleWith } from "../arm/errors.ts";

/** Where the app keeps what it must not forget. */
export interface BlobSettings {
  /** `https://ACCOUNT.blob.core.windows.net`, or a connection string for an emulator. */
  readonly account: { readonly uri: string } | { readonly connectionString: string };
  readonly container: string;
}

/** JSON blobs with conditional writes. */
export interface JsonBlobs {
  read(name: string): Promise<{ body: unknown; etag: string } | undefined>;
  /** Only over `etag`, or only where nothing is; false when somebody was faster. */
  write(name: string, body: unknown, etag: string | undefined): Promise<boolean>;
  list(prefix: string): Promise<readonly string[]>;
}

export function jsonBlobs(settings: BlobSettings): JsonBlobs {
  let opened: Promise<ContainerClient> | undefined;
  const container = async (): Promise<ContainerClient> => {
    opened ??= open(settings).catch((error: unknown) => {
      opened = undefined;
      throw troubleWith(`container ${settings.container}`, error);
    });
    return opened;
  };
  return {
    read: async (name) => readWithTag((await container()).getBlockBlobClient(name), name),
    write: async (name, body, etag) => {
      const text = JSON.stringify(body);
      const conditions = etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: etag };
      const blob = (await container()).getBlockBlobClient(name);
      try {
        await blob.upload(text, Buffer.byteLength(text), {
          conditions,
          blobHTTPHeaders: { blobContentType: "application/json" },
        });
        return true;
      } catch (error) {
        const { statusCode } = error as { statusCode?: number };
        if (statusCode === 409 || statusCode === 412) return false;
        throw troubleWith(name, error);
      }
    },
    list: async (prefix) => {
      const names: string[] = [];
      for await (const blob of (await container()).listBlobsFlat({ prefix })) names.push(blob.name);
      return names;
    },
  };
}

async function open({ account, container }: BlobSettings): Promise<ContainerClient> {
  const options = { retryOptions: { maxTries: 1 }, ...keepingAgent };
  const service =
    "uri" in account
      ? new BlobServiceClient(account.uri, new DefaultAzureCredential(), options)
      : BlobServiceClient.fromConnectionString(account.connectionString, options);
  const client = service.getContainerClient(container);
  await client.createIfNotExists();
  return client;
}

/** Body and tag of one answer: two requests could see two versions. */
async function readWithTag(
  blob: ReturnType<ContainerClient["getBlockBlobClient"]>,
  name: string,
): Promise<{ body: unknown; etag: string } | undefined> {
  const answer = await orAbsent(name, blob.download());
  if (answer === undefined) return undefined;
  const { etag, readableStreamBody } = answer;
  const pieces: Buffer[] = [];
  for await (const piece of readableStreamBody ?? []) pieces.push(Buffer.from(piece as Uint8Array));
  try {
    return { body: JSON.parse(Buffer.concat(pieces).toString("utf8")) as unknown, etag: etag ?? "" };
  } catch (error) {
    const fix = "Restore an earlier version of the blob, or delete it if nothing runs.";
    const trouble = {
      reaction: "stop",
      code: "RECORD_UNREADABLE",
      message: "The blob is not JSON.",
      resource: name,
      fix,
    } as const;
    throw new OutsideError(trouble, { cause: error });
  }
}
