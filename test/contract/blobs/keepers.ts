import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBlobService } from "../../../src/simulator/storage/blob-service.ts";
import { readRequest, sendAnswer } from "../../../src/simulator/wire/exchange.ts";

/** A Blob service that is asked as an emulator is. */
export interface Keeper {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** The package folder of Azurite. 186 MB are too much for everybody's install: CI puts it beside the project. */
export const azurite = process.env["AZURITE"] ?? "";

// the well-known account of storage emulators; its key is public
const emulator = (port: number): string =>
  `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=http://127.0.0.1:${port}/devstoreaccount1;`;

export async function startSimulated(now: () => number): Promise<Keeper> {
  const serve = createBlobService(now);
  const server = createServer((request, response) => {
    // an emulator has the account in its path and signs by key; the simulated one has neither
    void readRequest(request, "blob").then((asked) => {
      const url = new URL(asked.url.href.replace("/devstoreaccount1", ""));
      const headers = { ...asked.headers, authorization: "Bearer rehearsal" };
      sendAnswer(response, serve({ ...asked, url, headers }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    connectionString: emulator((server.address() as AddressInfo).port),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

export async function startAzurite(): Promise<Keeper> {
  const folder = mkdtempSync(join(tmpdir(), "azurite-"));
  const where = ["--blobPort", "0", "--location", folder];
  const how = ["--silent", "--skipApiVersionCheck", "--disableTelemetry"];
  const words = [join(azurite, "dist/src/blob/main.js"), ...where, ...how];
  const emulated = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve, reject) => {
    emulated.stdout.on("data", (piece: Buffer) => {
      const match = /http:\/\/127\.0\.0\.1:(\d+)/i.exec(piece.toString());
      if (match !== null) resolve(Number(match[1]));
    });
    emulated.once("exit", (code) => reject(new Error(`Azurite ended with ${String(code)}`)));
  });
  return {
    connectionString: emulator(port),
    stop: async () => {
      // it writes its folder to the end
      const ended = new Promise((resolve) => void emulated.once("exit", resolve));
      emulated.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
