// @ts-check
/**
 * The gate of one environment: what Front Door's health probe asks. It says 200 while the pair record leaves this
 * color open and the application is healthy inside the cluster; else 503. It changes the probe's answer only: user
 * requests that still arrive never pass here. One file, nothing but Node, so that a stock image runs it.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { promises, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const gatePath = "/.well-known/environment";
const mostRecordBytes = 65_536;
const tokenMarginMs = 300_000;

// a token must not travel in the clear; a query could be a signature, which is more than the gate may hold
const safeUrl = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])[^\s?#@]+$/;
const injected = 'the workload identity webhook sets it; label the pod azure.workload.identity/use: "true"';

/** What is thrown with words of our own, that may be logged. */
class Trouble extends Error {}

/** @typedef {[name: string, pattern: RegExp, fix: string, otherwise?: string]} Rule */
/** Every variable, what it must look like, what to set, and its default. @satisfies {Record<string, Rule>} */
const rules = {
  pair: ["PAIR", /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "the name of the pair, such as shop"],
  color: ["COLOR", /^(blue|green)$/, "blue or green"],
  cluster: ["CLUSTER_NAME", /./, "the name of this AKS cluster"],
  container: ["RECORD_CONTAINER_URL", safeUrl, "https URL of the record's blob container, without a query"],
  healthUrl: ["HEALTH_URL", /^https?:\/\/\S+$/, "the application's health at its Service in this cluster"],
  clientId: ["AZURE_CLIENT_ID", /^[\w-]+$/, injected],
  tenant: ["AZURE_TENANT_ID", /^[\w.-]+$/, injected],
  tokenFile: ["AZURE_FEDERATED_TOKEN_FILE", /./, injected],
  authority: ["AZURE_AUTHORITY_HOST", safeUrl, injected, "https://login.microsoftonline.com/"],
  stateFile: ["GATE_STATE_FILE", /^/, "a file in an emptyDir"],
  recordMaxAgeMs: ["GATE_RECORD_MAX_AGE_MS", /^\d+$/, "whole milliseconds", "2000"],
  timeoutMs: ["GATE_TIMEOUT_MS", /^\d+$/, "whole milliseconds", "2000"],
  versionUrl: ["API_VERSION_URL", safeUrl, "an https URL", "https://kubernetes.default.svc/version"],
  versionMaxAgeMs: ["API_VERSION_MAX_AGE_MS", /^\d+$/, "whole milliseconds", "60000"],
  apiTokenFile: ["API_TOKEN_FILE", /./, "a file", "/var/run/secrets/kubernetes.io/serviceaccount/token"],
  key: ["GATE_KEY", /^([\x21-\x7e]{16,})?$/, "at least 16 visible characters, or nothing"],
  host: ["HOST", /^/, "an address to listen at"],
  port: ["PORT", /^\d+$/, "a port, or 0 for any", "8080"],
};

/** @typedef {Record<keyof typeof rules, string>} Settings */
/** @typedef {{ epoch: number, closedGate: "blue" | "green" | null }} Known */

startGate(settingsFrom(process.env));

/** @param {Settings} settings */
function startGate(settings) {
  const { pair, color, cluster, timeoutMs } = settings;
  const memory = openMemory(settings.stateFile);
  const record = fresh(settings.recordMaxAgeMs, watched("record", timeoutMs, recordReader(settings, memory)));
  const health = fresh("0", watched("health", timeoutMs, healthReader(settings)));
  const version = fresh(settings.versionMaxAgeMs, watched("version", timeoutMs, versionReader(settings)));
  let kubernetesVersion = "unknown";

  const server = createServer((request, response) => {
    if (request.url?.split("?", 1)[0] !== gatePath) return send(404, { error: `only ${gatePath} is here` });
    if (!["GET", "HEAD"].includes(request.method ?? "")) return send(405, { error: "GET and HEAD only" });
    const tellsAll = isKey(settings.key, request.headers["x-gate-key"]);
    const looks = Promise.all([health(), tellsAll ? version() : undefined, record()]);
    return void looks.then(([isHealthy, foundVersion]) => {
      // the cluster's API may be away while the gate works on
      kubernetesVersion = foundVersion ?? kubernetesVersion;
      const { epoch, closedGate } = memory.known();
      const gate = closedGate === color ? "closed" : "open";
      const inside = tellsAll ? { cluster, kubernetesVersion } : {};
      send(gate === "open" && isHealthy ? 200 : 503, { pair, color, ...inside, gate, epoch });
    });

    /** @param {number} status @param {object} body */
    function send(status, body) {
      const text = JSON.stringify(body);
      response.writeHead(status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        "cache-control": "no-store",
        "x-environment": color,
        ...(status === 405 ? { allow: "GET, HEAD" } : {}),
        ...(server.listening ? {} : { connection: "close" }),
      });
      response.end(request.method === "HEAD" ? undefined : text);
    }
  });
  // longer than ingress controllers keep theirs (60 s): the side that sends requests must be the first to close
  server.keepAliveTimeout = 75_000;
  server.listen({ port: Number(settings.port), host: settings.host || undefined }, () => {
    log("gate.listening", Object(server.address()));
  });
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => drain(server));
}

/** Without a key nobody is told what is behind the gate. @param {string} key @param {unknown} given */
function isKey(key, given) {
  // digests have one length, and comparing them takes the same time wherever they differ
  const digest = (/** @type {unknown} */ text) => createHash("sha256").update(String(text)).digest();
  return key !== "" && timingSafeEqual(digest(given), digest(key));
}

/** Answers what has already come in and takes nothing new. @param {import("node:http").Server} server */
function drain(server) {
  log("gate.draining", {});
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(0), 10_000).unref();
}

/**
 * One question at a time, however many probes come: an answer serves whoever asks up to `maxAgeMs` after its
 * question was begun. Who asks while an older question is under way shares the next one.
 * @template T @param {string} maxAgeMs @param {() => Promise<T>} ask never rejects @returns {() => Promise<T>}
 */
function fresh(maxAgeMs, ask) {
  let begunMs = Number.NEGATIVE_INFINITY;
  /** @type {Promise<T> | undefined} */
  let last;
  /** @type {Promise<T> | undefined} */
  let next;
  const begin = () => {
    next = undefined;
    begunMs = performance.now();
    last = ask();
    return last;
  };
  return () => {
    if (last !== undefined && performance.now() - begunMs < Number(maxAgeMs)) return last;
    next ??= (last ?? Promise.resolve()).then(begin);
    return next;
  };
}

/**
 * Never rejects, says once that a look fails and once that it succeeds again; undefined = no answer.
 * @template T @param {string} what @param {string} timeoutMs @param {(signal: AbortSignal) => Promise<T>} look
 */
function watched(what, timeoutMs, look) {
  let isFailing = false;
  return async () => {
    try {
      const found = await look(AbortSignal.timeout(Number(timeoutMs)));
      if (isFailing) log(`${what}.recovered`, {});
      isFailing = false;
      return found;
    } catch (error) {
      if (!isFailing) log(`${what}.failing`, { why: reasonOf(error) });
      isFailing = true;
      return undefined;
    }
  };
}

/**
 * What was last known of the record. Before the first successful read that is what this pod knew before its
 * container restarted (GATE_STATE_FILE), else an open gate: with the storage account down both colors' gates would
 * otherwise close together when they start, and one shared dependency could take every user's environment away.
 * @param {string} stateFile
 */
function openMemory(stateFile) {
  let known = /** @type {Known} */ ({ epoch: 0, closedGate: null });
  try {
    if (stateFile !== "") known = parseRecord(readFileSync(stateFile, "utf8"));
  } catch (error) {
    // there is none at the first start of a pod
    if (reasonOf(error) !== "ENOENT") log("state.unreadable", { why: reasonOf(error) });
  }
  return {
    known: () => known,
    /** @param {Known} found */
    keep(found) {
      if (found.epoch < known.epoch) {
        // a stale read must not reopen what was closed since
        const fix = "if the record was restored or deleted on purpose, restart the gates";
        throw new Trouble(`it names epoch ${found.epoch}, but ${known.epoch} is known; ${fix}`);
      }
      if (found.epoch === known.epoch && found.closedGate === known.closedGate) return;
      known = found;
      log("record.changed", known);
      if (stateFile === "") return;
      try {
        writeFileSync(`${stateFile}.new`, JSON.stringify(known));
        renameSync(`${stateFile}.new`, stateFile);
      } catch (error) {
        log("state.unwritable", { why: reasonOf(error) });
      }
    },
  };
}

/** @param {Settings} settings @param {ReturnType<typeof openMemory>} memory */
function recordReader({ container, pair, ...settings }, memory) {
  const signIn = signInFor(settings);
  const url = `${container.replace(/\/$/, "")}/pairs/${pair}/record.json`;
  return async (/** @type {AbortSignal} */ signal) => {
    const headers = { authorization: `Bearer ${await signIn.token(signal)}`, "x-ms-version": "2023-11-03" };
    const response = await fetch(url, { headers, signal, redirect: "error" });
    if (response.status === 401) signIn.forget();
    memory.keep(await recordIn(response));
  };
}

/** @param {Response} response @returns {Promise<Known>} */
async function recordIn(response) {
  const { status, headers } = response;
  if (Number(headers.get("content-length")) > mostRecordBytes) throw new Trouble("it is far too large");
  const text = await response.text();
  if (status === 200) return parseRecord(text);
  // no operation has ever claimed this pair
  if (status === 404) return { epoch: 0, closedGate: null };
  const role = status === 403 ? "; the gate's identity needs Storage Blob Data Reader on the container" : "";
  throw new Trouble(`storage answers ${status} (${headers.get("x-ms-error-code")})${role}`);
}

/** @param {string} text @returns {Known} */
function parseRecord(text) {
  try {
    const { epoch, closedGate } = JSON.parse(text);
    const isGate = closedGate === null || closedGate === "blue" || closedGate === "green";
    if (Number.isSafeInteger(epoch) && epoch >= 0 && isGate) return { epoch, closedGate };
  } catch {} // no JSON is as nonsensical as no epoch
  throw new Trouble("it is no pair record; restore an earlier version of the blob");
}

/** By workload identity: the token that the cluster gave this pod buys one for storage. */
/** @param {Pick<Settings, "authority" | "tenant" | "clientId" | "tokenFile">} settings */
function signInFor({ authority, tenant, clientId, tokenFile }) {
  let token = "";
  let goodUntilMs = 0;
  return {
    forget: () => void (goodUntilMs = 0),
    async token(/** @type {AbortSignal} */ signal) {
      if (performance.now() < goodUntilMs) return token;
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        scope: "https://storage.azure.com/.default",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        // read anew each time: the kubelet replaces it long before it expires
        client_assertion: (await promises.readFile(tokenFile, "utf8")).trim(),
      });
      const url = `${authority.replace(/\/$/, "")}/${tenant}/oauth2/v2.0/token`;
      const response = await fetch(url, { method: "POST", body, signal, redirect: "error" });
      const answer = /** @type {any} */ (await response.json().catch(() => undefined));
      if (typeof answer?.access_token !== "string") {
        const [code = "no code"] = /AADSTS\d+/.exec(String(answer?.error_description)) ?? [];
        throw new Trouble(`sign-in answers ${response.status} (${code})`);
      }
      token = answer.access_token;
      goodUntilMs = performance.now() + Number(answer.expires_in) * 1000 - tokenMarginMs;
      return token;
    },
  };
}

/** @param {Settings} settings */
function healthReader({ healthUrl }) {
  return async (/** @type {AbortSignal} */ signal) => {
    // a redirect is no answer of the application itself
    const response = await fetch(healthUrl, { signal, redirect: "manual" });
    await response.body?.cancel();
    if (!response.ok) throw new Trouble(`the application answers ${response.status}`);
    return true;
  };
}

/** Read, not set by a variable: a cluster is upgraded while its manifests stay as they are. @param {Settings} settings */
function versionReader({ versionUrl, apiTokenFile }) {
  return async (/** @type {AbortSignal} */ signal) => {
    const token = await promises.readFile(apiTokenFile, "utf8");
    const headers = { authorization: `Bearer ${token.trim()}` };
    const response = await fetch(versionUrl, { headers, signal, redirect: "error" });
    const answer = /** @type {any} */ (await response.json());
    const [, version] = /^v?(\d+\.\d+\.\d+)/.exec(answer?.gitVersion) ?? [];
    if (version === undefined) throw new Trouble(`the API answers ${response.status} and no version`);
    return version;
  };
}

/** Other errors may quote a URL or a header, so only their codes are told. @param {any} error @returns {string} */
function reasonOf(error) {
  return error instanceof Trouble ? error.message : (error?.cause?.code ?? error?.code ?? error?.name);
}

/** @param {string} event @param {object} data */
function log(event, data) {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...data })}\n`);
}

/** Whatever is wrong is said together, before anything is asked. @param {NodeJS.ProcessEnv} env @returns {Settings} */
function settingsFrom(env) {
  const wrong = /** @type {string[]} */ ([]);
  const read = Object.entries(rules).map(([key, [name = "", pattern, fix, otherwise = ""]]) => {
    const value = env[name] || otherwise;
    if (!pattern.test(value)) wrong.push(`${name} ${value === "" ? "is not set" : "is wrong"}: ${fix}.`);
    return [key, value];
  });
  if (wrong.length === 0) return Object.fromEntries(read);
  process.stderr.write(wrong.map((each) => `The gate cannot start. ${each}\n`).join(""));
  return process.exit(2);
}
