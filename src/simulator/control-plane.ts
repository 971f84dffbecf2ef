import { mkdirSync } from "node:fs";
import type { RequestListener } from "node:http";
import { startAks } from "./aks/aks.ts";
import { createActivityLog, type Activity } from "./arm/activity-log.ts";
import { createArmFront } from "./arm/front.ts";
import { locksOf } from "./arm/locks.ts";
import { createOperations } from "./arm/long-running.ts";
import { createFaultBook, type FaultBook } from "./faults/fault-book.ts";
import { clockEnvironment, type WallClock } from "./clock/wall-clock.ts";
import { seededIdentities, trustIn } from "./identity/federation.ts";
import { createSignIn } from "./identity/sign-in.ts";
import { tokenEndpoint } from "./identity/token.ts";
import type {
  Agenda,
  ArmLedger,
  ArmProvider,
  ClusterDirectory,
  Draw,
  Fault,
  LongRunningOperations,
  WorldSeed,
} from "./joints.ts";
import { createBlobService } from "./storage/blob-service.ts";
import { createOutage } from "./storage/outage.ts";
import { createCertificates } from "./wire/certificates.ts";
import type { Answered, Asked } from "./wire/exchange.ts";
import { readRequest, sendAnswer } from "./wire/exchange.ts";
import { forwardTo } from "./wire/forward-to.ts";
import { startProxy } from "./wire/proxy.ts";
import { recorderTo } from "./wire/recorder.ts";

/** Where the simulated Azure is asked: ARM with AKS and Flux, blobs, sign-in, and the proxy that leads there. */
export interface ControlPlane {
  readonly operations: LongRunningOperations;
  readonly directory: ClusterDirectory;
  addProvider(provider: ArmProvider): void;
  /** Serves a host name, or every name below it when it begins with a dot. */
  addHost(host: string, target: RequestListener | { readonly port: number }): void;
  ledger(): ArmLedger;
  /** The answer to a write is being held back: its asker may now be killed. */
  onHeld(listener: (name: string) => void): void;
  dropHeld(name: string): void;
  addFault(fault: Fault): void;
  /** Tells the activity log of somebody else's write. */
  recordActivity(activity: Activity): void;
  /** Told of each blob that was written or deleted, by its container and name. */
  onBlobChange(listener: (name: string) => void): void;
  /** What a cluster gives a workload to sign in with. */
  issueToken(subject: string, clientId: string): string;
  /** The variables that lead any Azure SDK here. */
  environment(): Record<string, string>;
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  /** For the CA's certificate. */
  readonly folder: string;
  readonly recordFile?: string;
  readonly port?: number;
  /** What the agenda goes by, if it is not moved stop by stop. */
  readonly wallClock?: WallClock;
}

const identitySecret = "rehearsal-identity";

export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { agenda, draw, seed, folder } = options;
  mkdirSync(folder, { recursive: true });
  const { faults, heldBy } = watched(createFaultBook(() => agenda.now()));
  const record = recorderTo(options.recordFile, () => agenda.now());
  const operations = createOperations({ agenda, draw, faults, location: seed.location });
  const aks = startAks({ agenda, draw, seed, operations });
  const activityLog = createActivityLog(agenda);
  const front = createArmFront({ agenda, faults, activityLog, caller: `id-${seed.pair}`, heldBy });
  const identities = seededIdentities(seed, aks);
  const ofAks = [aks.fluxProvider, aks.computeProvider, aks.provider];
  const besides = [activityLog.provider, identities.provider, locksOf(seed)];
  for (const provider of [operations, ...besides, ...ofAks]) front.addProvider(provider);
  const signIn = createSignIn(trustIn(identities, aks));
  const onBlob: ((name: string) => void)[] = [];
  const tellBlob = (name: string) => onBlob.forEach((listener) => listener(name));
  const hosts = new Map<string, RequestListener>([["management.azure.com", front.listener]]);
  // what was written just before an outage is first read after it
  const outage = createOutage(agenda, () => tellBlob(`/pairs/${seed.pair}/record.json`));
  const blobs = createBlobService(() => agenda.now(), tellBlob);
  hosts.set(`${seed.storageAccount}.blob.core.windows.net`, blobListener(outage.before(blobs)));
  const certificates = await createCertificates(folder);
  // looked up at every request: a host may be served later than it is first asked
  const listenerFor = (host: string): RequestListener =>
    // sign-in is not written down: it is made of tokens
    host === signIn.host
      ? signIn.listener
      : record(host, (request, response) =>
          (hosts.get(host) ?? suffixOf(hosts, host) ?? nobody(host))(request, response),
        );
  const proxy = await startProxy({
    certificates,
    listenerFor,
    own: ownHost(options),
    port: options.port ?? 0,
  });
  return {
    operations,
    directory: aks.directory,
    addProvider: (provider) => front.addProvider(provider),
    addHost: (host, target) =>
      void hosts.set(host.toLowerCase(), "port" in target ? forwardTo(target.port) : target),
    ledger: () => front.ledger(),
    onHeld: (listener) => front.onHeld(listener),
    dropHeld: (name) => front.dropHeld(name),
    addFault: (fault) => [faults, aks, outage].forEach((one) => one.add(fault)),
    recordActivity: (activity) => activityLog.write(activity),
    onBlobChange: (listener) => void onBlob.push(listener),
    issueToken: (subject, clientId) => signIn.issueToken(subject, clientId),
    environment: () => environmentOf(proxy.port, certificates.caFile, options),
    stop: async () => proxy.stop(),
  };
}

/** Lets ARM's front know whether the write it has just passed on is one whose answer is to be held. */
function watched(book: FaultBook): { faults: FaultBook; heldBy: () => string | undefined } {
  let held: string | undefined;
  return {
    faults: {
      ...book,
      accepted: (operationId) => {
        const fate = book.accepted(operationId);
        held = fate.held ?? held;
        return fate;
      },
    },
    heldBy: () => {
      const name = held;
      held = undefined;
      return name;
    },
  };
}

function blobListener(serve: (asked: Asked) => Answered): RequestListener {
  return (request, response) => {
    readRequest(request, request.headers.host ?? "blob")
      .then((asked) => sendAnswer(response, serve(asked)))
      .catch(() => response.destroy());
  };
}

function suffixOf(hosts: ReadonlyMap<string, RequestListener>, host: string): RequestListener | undefined {
  const suffix = [...hosts.keys()].find((known) => known.startsWith(".") && host.endsWith(known));
  return suffix === undefined ? undefined : hosts.get(suffix);
}

const nobody =
  (host: string): RequestListener =>
  (_request, response) => {
    response.writeHead(502, { "content-type": "text/plain" });
    response.end(`The simulated Azure does not know the host ${host}.`);
  };

/** What the proxy answers under its own address. */
function ownHost({ agenda, wallClock }: ControlPlaneOptions): RequestListener {
  const tokens = tokenEndpoint(identitySecret, wallClock?.now);
  return (request, response) => {
    if (request.url !== "/clock") return tokens(request, response);
    response.writeHead(200, { "content-type": "text/plain" });
    // as libfaketime wants it
    response.end(new Date(agenda.now()).toISOString().slice(0, 19).replace("T", " "));
  };
}

const environmentOf = (
  port: number,
  caFile: string,
  { seed, wallClock }: ControlPlaneOptions,
): Record<string, string> => ({
  HTTPS_PROXY: `http://127.0.0.1:${port}`,
  HTTP_PROXY: `http://127.0.0.1:${port}`,
  NO_PROXY: "127.0.0.1,localhost",
  NODE_USE_ENV_PROXY: "1",
  NODE_EXTRA_CA_CERTS: caFile,
  IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
  IDENTITY_HEADER: identitySecret,
  AzureWebJobsStorage__blobServiceUri: `https://${seed.storageAccount}.blob.core.windows.net`,
  AzureWebJobsStorage__credential: "managedidentity",
  ...(wallClock === undefined ? {} : clockEnvironment(wallClock)),
});
