import { BlobServiceClient, type BlockBlobClient } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { azurite, startAzurite, startSimulated, type Keeper } from "./keepers.ts";

const [one, two] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
const connected = { retryOptions: { maxTries: 1 } };

/** Its status and code, or that it was taken. */
const outcome = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "taken",
    (error: { statusCode: number; code: string }) => `${error.statusCode} ${error.code}`,
  );

let nth = 0;

async function aBlob({ connectionString }: Keeper): Promise<BlockBlobClient> {
  const service = BlobServiceClient.fromConnectionString(connectionString, connected);
  const container = service.getContainerClient(`leases-${(nth += 1)}`);
  await container.create();
  const blob = container.getBlockBlobClient("locks/host");
  await blob.upload("", 0);
  return blob;
}

function leaseContract(open: () => Keeper): void {
  let blob: BlockBlobClient;
  beforeEach(async () => void (blob = await aBlob(open())));
  const acquire = async (id: string, seconds = 60): Promise<unknown> =>
    outcome(blob.getBlobLeaseClient(id).acquireLease(seconds));
  const write = async (leaseId?: string): Promise<unknown> =>
    outcome(blob.upload("{}", 2, leaseId === undefined ? {} : { conditions: { leaseId } }));

  test("a lease is one's own until it is given back", async () => {
    expect(await acquire(one)).toBe("taken");
    expect(await acquire(one)).toBe("taken");
    expect(await acquire(two)).toBe("409 LeaseAlreadyPresent");
    const held = await blob.getProperties();
    expect([held.leaseState, held.leaseStatus, held.leaseDuration]).toEqual(["leased", "locked", "fixed"]);
    expect(await outcome(blob.getBlobLeaseClient(one).renewLease())).toBe("taken");
    expect(await outcome(blob.getBlobLeaseClient(two).renewLease())).toBe(
      "409 LeaseIdMismatchWithLeaseOperation",
    );
    expect(await outcome(blob.getBlobLeaseClient(two).releaseLease())).toBe(
      "409 LeaseIdMismatchWithLeaseOperation",
    );
    expect(await outcome(blob.getBlobLeaseClient(one).releaseLease())).toBe("taken");
    expect((await blob.getProperties()).leaseState).toBe("available");
    expect(await acquire(two)).toBe("taken");
  });

  test("only the holder of a lease writes or deletes; everybody reads", async () => {
    await acquire(one);
    expect(await write()).toBe("412 LeaseIdMissing");
    expect(await write(two)).toBe("412 LeaseIdMismatchWithBlobOperation");
    expect(await outcome(blob.setMetadata({ holder: "a" }))).toBe("412 LeaseIdMissing");
    expect(await outcome(blob.delete())).toBe("412 LeaseIdMissing");
    expect(await outcome(blob.getProperties())).toBe("taken");
    expect(await outcome(blob.download(0, undefined, { conditions: { leaseId: two } }))).toBe(
      "412 LeaseIdMismatchWithBlobOperation",
    );
    expect(await write(one)).toBe("taken");
    expect((await blob.getProperties()).leaseState).toBe("leased");
    expect(await outcome(blob.delete({ conditions: { leaseId: one } }))).toBe("taken");
  });

  test("whoever names a lease that is not there is refused", async () => {
    expect(await write(one)).toBe("412 LeaseNotPresentWithBlobOperation");
    const lease = blob.getBlobLeaseClient(one);
    expect(await outcome(lease.renewLease())).toBe("409 LeaseIdMismatchWithLeaseOperation");
    expect(await outcome(lease.changeLease(two))).toBe("409 LeaseNotPresentWithLeaseOperation");
    expect(await outcome(blob.getBlobLeaseClient().breakLease(0))).toBe(
      "409 LeaseNotPresentWithLeaseOperation",
    );
  });

  test("a lease changes its id, and the old one is worth nothing", async () => {
    await acquire(one, -1);
    expect((await blob.getProperties()).leaseDuration).toBe("infinite");
    const stranger = "33333333-3333-4333-8333-333333333333";
    expect(await outcome(blob.getBlobLeaseClient(stranger).changeLease(two))).toBe(
      "409 LeaseIdMismatchWithLeaseOperation",
    );
    expect(await outcome(blob.getBlobLeaseClient(one).changeLease(two))).toBe("taken");
    expect(await write(one)).toBe("412 LeaseIdMismatchWithBlobOperation");
    expect(await write(two)).toBe("taken");
  });

  test("a breaking lease still keeps others out, a broken one does not", async () => {
    await acquire(one);
    const lease = blob.getBlobLeaseClient(one);
    expect((await lease.breakLease(30)).leaseTime).toBeGreaterThan(0);
    expect((await blob.getProperties()).leaseState).toBe("breaking");
    expect(await acquire(one)).toBe("409 LeaseIsBreakingAndCannotBeAcquired");
    expect(await acquire(two)).toBe("409 LeaseAlreadyPresent");
    expect(await outcome(lease.changeLease(two))).toBe("409 LeaseIsBreakingAndCannotBeChanged");
    expect(await write()).toBe("412 LeaseIdMissing");
    expect((await blob.getBlobLeaseClient(one).breakLease(0)).leaseTime).toBe(0);
    expect((await blob.getProperties()).leaseState).toBe("broken");
    expect(await outcome(lease.renewLease())).toBe("409 LeaseIsBrokenAndCannotBeRenewed");
    expect(await write()).toBe("taken");
    expect(await acquire(two)).toBe("taken");
  });

  test("a lease takes 15 to 60 seconds, or for ever", async () => {
    expect(await acquire(one, 14)).toBe("400 InvalidHeaderValue");
    expect(await acquire(one, 61)).toBe("400 InvalidHeaderValue");
    expect(await acquire(one, 15)).toBe("taken");
  });

  test("a piece of a blob is told as one", async () => {
    await blob.upload("0123456789", 10);
    const piece = await blob.download(2, 3);
    expect([piece.contentRange, piece.contentLength]).toEqual(["bytes 2-4/10", 3]);
    expect((await blob.downloadToBuffer(4, 3)).toString()).toBe("456");
    expect((await blob.downloadToBuffer()).toString()).toBe("0123456789");
  });

  test("metadata is kept beside the content, and goes with the next upload", async () => {
    await blob.setMetadata({ holder: "a" });
    expect((await blob.getProperties()).metadata).toEqual({ holder: "a" });
    await write();
    expect((await blob.getProperties()).metadata).toEqual({});
  });
}

describe("the simulated Blob service", () => {
  let [now, keeper]: [number, Keeper | undefined] = [Date.parse("2026-11-05T09:00:00Z"), undefined];
  const started = (): Keeper => keeper ?? never();

  beforeAll(async () => void (keeper = await startSimulated(() => now)));

  afterAll(async () => keeper?.stop());

  leaseContract(started);

  test("a lease that nobody renews is over in time; its holder may take it up again until somebody writes", async () => {
    const blob = await aBlob(started());
    const lease = blob.getBlobLeaseClient(one);
    await lease.acquireLease(15);
    now += 14_000;
    await lease.renewLease();
    now += 15_000;
    expect((await blob.getProperties()).leaseState).toBe("expired");
    expect(await outcome(blob.upload("", 0, { conditions: { leaseId: one } }))).toBe("412 LeaseLost");
    expect(await outcome(lease.renewLease())).toBe("taken");
    now += 15_000;
    await blob.upload("", 0);
    expect(await outcome(lease.renewLease())).toBe("409 LeaseIdMismatchWithLeaseOperation");
  });

  test("a break without a period waits for the lease's own end", async () => {
    const blob = await aBlob(started());
    const lease = blob.getBlobLeaseClient(one);
    await lease.acquireLease(60);
    now += 20_000;
    expect((await lease.breakLease(undefined as never)).leaseTime).toBe(40);
    now += 40_000;
    expect(await outcome(blob.getBlobLeaseClient(two).acquireLease(60))).toBe("taken");
  });

  test("beyond the end of a blob there is no piece", async () => {
    const blob = await aBlob(started());
    expect(await outcome(blob.download(0, 1))).toBe("416 InvalidRange");
  });

  test("what it does not know is refused, and nothing is written", async () => {
    const blob = await aBlob(started());
    const { etag } = await blob.getProperties();
    expect(await outcome(blob.stageBlock("AAAA", "{}", 2))).toBe("400 InvalidQueryParameterValue");
    expect((await blob.getProperties()).etag).toBe(etag);
  });

  test("HEAD of a blob that is not there has no body, and says no type of one", async () => {
    const url = (await aBlob(started())).url.replace("locks/host", "absent");
    const { status, headers } = await fetch(url, { method: "HEAD" });
    expect([status, headers.get("x-ms-error-code"), headers.get("content-type")]).toEqual([
      404,
      "BlobNotFound",
      null,
    ]);
  });
});

describe.skipIf(azurite === "")(
  "Azurite (to have it: npm install azurite elsewhere, AZURITE=its package folder)",
  () => {
    let keeper: Keeper | undefined;

    beforeAll(async () => void (keeper = await startAzurite()));

    afterAll(async () => keeper?.stop());

    leaseContract(() => keeper ?? never());
  },
);

function never(): never {
  throw new Error("nobody keeps blobs yet");
}
