import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { createAgenda } from "../../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { startControlPlane } from "../../../src/simulator/control-plane.ts";
import { aPair, clusterIdOf } from "../../support/a-pair.ts";
import { runApp } from "./run-app.ts";

/** What an app would do, in a process of its own: the variables count only from its start. */
const app = `
  import https from "node:https";
  import { ContainerServiceClient } from "@azure/arm-containerservice";
  import { DefaultAzureCredential } from "@azure/identity";
  import { BlobServiceClient } from "@azure/storage-blob";
  const said = {};
  const code = async (call) => call.then(() => "ok", (error) => error.code ?? error.message);
  const credential = new DefaultAzureCredential();
  const aks = new ContainerServiceClient(credential, "00000000-0000-0000-0000-000000000000", { retryOptions: { maxRetries: 0 } });
  said.throttled = await code(aks.managedClusters.get("rg-shop", "aks-shop-blue"));
  said.cluster = (await aks.managedClusters.get("rg-shop", "aks-shop-blue")).currentKubernetesVersion;
  said.absent = await code(aks.managedClusters.get("rg-shop", "aks-shop-green"));
  const pool = aks.agentPools.delete("rg-shop", "aks-shop-blue", "system");
  said.lastPool = await code(pool.submitted());
  const account = process.env.AzureWebJobsStorage__blobServiceUri;
  const container = new BlobServiceClient(account, credential).getContainerClient("box");
  await container.createIfNotExists();
  said.again = (await container.createIfNotExists()).succeeded;
  const blob = container.getBlockBlobClient("a");
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  const { etag } = await blob.upload(bytes, 3, { conditions: { ifNoneMatch: "*" } });
  said.taken = await code(blob.upload(bytes, 3, { conditions: { ifNoneMatch: "*" } }));
  said.stale = await code(blob.upload(bytes, 3, { conditions: { ifMatch: '"0x0"' } }));
  said.same = (await blob.downloadToBuffer()).equals(bytes);
  said.kept = await code(blob.delete({ conditions: { ifMatch: '"0x0"' } }));
  said.gone = await code(blob.delete({ conditions: { ifMatch: etag } }));
  const ask = (host) => new Promise((resolve) => https.get({ host, servername: host, path: "/", headers: { host: "other.example" } }, (answer) => {
    let text = "";
    answer.on("data", (piece) => (text += piece)).on("end", () => resolve([answer.statusCode, text]));
  }));
  said.origin = await ask("blue.shop.example");
  said.nobody = await ask("nobody.example");
  console.log(JSON.stringify(said));
`;

test("Azure's own clients, led by environment variables alone, take the simulated Azure for the real one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wire-"));
  const seed = worldOf(aPair());
  const recordFile = join(folder, "exchanges.jsonl");
  const agenda = createAgenda(Date.parse(seed.startsAt));
  const plane = await startControlPlane({ agenda, draw: drawsOf(1), seed, folder, recordFile });
  onTestFinished(async () => {
    await plane.stop();
    rmSync(folder, { recursive: true });
  });
  plane.addHost("blue.shop.example", (request, response) =>
    response.end(`asked as ${request.headers.host ?? ""}`),
  );
  plane.addFault({ kind: "armThrottles", operation: "ManagedClusters_Get", times: 1, retryAfterSeconds: 9 });
  expect(await runApp(app, plane.environment())).toEqual({
    cluster: "1.34.9",
    absent: "ResourceNotFound",
    throttled: "TooManyRequests",
    lastPool: "OperationNotAllowed",
    again: false,
    taken: "BlobAlreadyExists",
    stale: "ConditionNotMet",
    same: true,
    kept: "ConditionNotMet",
    gone: "ok",
    origin: [200, "asked as other.example"],
    nobody: [502, "The simulated Azure does not know the host nobody.example."],
  });
  expect(plane.ledger()).toMatchObject({
    calls: { ManagedClusters_Get: 3, AgentPools_Delete: 1 },
    writes: [],
    throttled: 1,
  });
  const recorded = readFileSync(recordFile, "utf8");
  expect(recorded).toContain(clusterIdOf("blue"));
  expect(recorded).not.toMatch(/bearer|access_token/i);
}, 60_000);
