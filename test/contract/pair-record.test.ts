import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { jsonBlobs } from "../../src/azure/pair-record/blobs.ts";
import { blobClaimedPairs } from "../../src/azure/pair-record/claimed-pairs.ts";
import { blobJournals } from "../../src/azure/pair-record/journals.ts";
import { blobPairRecords } from "../../src/azure/pair-record/records.ts";
import { createBlobService } from "../../src/simulator/storage/blob-service.ts";
import { readRequest, sendAnswer } from "../../src/simulator/wire/exchange.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { pairRecordContract, type PairRecordSubject } from "./pair-record.ts";

let containers = 0;

function keeperAt(connectionString: string): PairRecordSubject {
  const blobs = jsonBlobs({ account: { connectionString }, container: `contract-${(containers += 1)}` });
  return {
    records: blobPairRecords(blobs),
    journals: blobJournals(blobs),
    claimed: blobClaimedPairs(blobs),
  };
}

// the well-known account of storage emulators; its key is public
const emulator = (port: number): string =>
  `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=http://127.0.0.1:${port}/devstoreaccount1;`;

pairRecordContract("the fake in memory", () => fakeAzure(aPair()).ports);

describe("the simulated Azure", () => {
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    const serve = createBlobService(() => Date.parse("2026-11-05T09:00:00Z"));
    server = createServer((request, response) => {
      // an emulator has the account in its path and signs by key; the simulated one has neither
      void readRequest(request, "blob").then((asked) => {
        const url = new URL(asked.url.href.replace("/devstoreaccount1", ""));
        sendAnswer(
          response,
          serve({ ...asked, url, headers: { ...asked.headers, authorization: "Bearer rehearsal" } }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as { port: number }).port;
  });

  afterAll(() => void server.close());

  pairRecordContract("the simulated Blob service", () => keeperAt(emulator(port)));
});

const azurite = process.env["AZURITE"] ?? "";

// 186 MB are too much for everybody's install: CI puts it beside the project
describe.skipIf(azurite === "")(
  "Azurite (to have it: npm install azurite elsewhere, AZURITE=its package folder)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "azurite-"));
    let emulated: ChildProcess;
    let port = 0;

    beforeAll(async () => {
      const where = ["--blobPort", "0", "--location", folder];
      const words = [
        join(azurite, "dist/src/blob/main.js"),
        ...where,
        "--silent",
        "--skipApiVersionCheck",
        "--disableTelemetry",
      ];
      emulated = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
      port = await new Promise<number>((resolve, reject) => {
        emulated.stdout?.on("data", (piece: Buffer) => {
          const match = /http:\/\/127\.0\.0\.1:(\d+)/i.exec(piece.toString());
          if (match !== null) resolve(Number(match[1]));
        });
        emulated.once("exit", (code) => reject(new Error(`Azurite ended with ${String(code)}`)));
      });
    });

    afterAll(async () => {
      // it writes its folder to the end
      const ended = new Promise((resolve) => void emulated.once("exit", resolve));
      emulated.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });

    pairRecordContract("Azurite", () => keeperAt(emulator(port)));
  },
);
