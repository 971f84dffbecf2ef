import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { keys, startMs, useHost, type UsedHost } from "./use-host.ts";

const useStreaming = async (): Promise<UsedHost> =>
  useHost({ appFolder: join(import.meta.dirname, "../apps/streaming") });

/** A request whose body stays open. */
function open({ host }: UsedHost, path: string): ClientRequest {
  const opened = request(`${host.baseUrl}${path}`, { method: "POST" });
  onTestFinished(() => {
    opened.destroy();
  });
  opened.flushHeaders();
  return opened;
}

async function answerTo(opened: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(opened, "response")) as [IncomingMessage];
  return answer;
}

async function nextChunk(answer: IncomingMessage): Promise<string> {
  answer.resume();
  const [chunk] = (await once(answer, "data")) as [Buffer];
  answer.pause();
  return chunk.toString();
}

const errorsIn = ({ log }: UsedHost): readonly string[] =>
  log.filter(({ level }) => level === "error").map(({ message }) => message);

const isFree = ({ clock }: UsedHost): boolean => !clock.busyWith().some((what) => what !== "the test");

test("merges route and query into the parameters, as production does with HTTP streaming", async () => {
  const streaming = await useStreaming();
  const path = "/api/params/fruit?kind=lost&KEEP=1&keep=2&code=secret";
  const { json } = await streaming.call("GET", path, { headers: { "x-own": "yes" } });
  expect(json).toEqual({
    params: { kind: "fruit", KEEP: "2" },
    query: { kind: "lost", KEEP: "1", keep: "2", code: "secret" },
    url: `${streaming.host.baseUrl}${path}`,
    header: "yes",
  });
});

test("keeps its routes, methods and keys", async () => {
  const { call } = await useStreaming();
  const statuses = [
    await call("GET", "/api/nowhere"),
    await call("GET", "/api/begin"),
    await call("POST", "/api/secured", { body: "unread" }),
    await call("POST", `/api/secured?code=${keys.functions}`, { body: "unread" }),
    await call("GET", `/admin/functions/secured?code=${keys.master}`),
  ].map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 401, 200, 200]);
});

test.for([
  { what: "of known length", isChunked: false },
  { what: "in chunks", isChunked: true },
])("passes a large body on, $what", async ({ isChunked }) => {
  const { host } = await useStreaming();
  const bytes = randomBytes(24 * 1024 * 1024);
  const body = isChunked ? new Blob([bytes]).stream() : bytes;
  const answer = await fetch(`${host.baseUrl}/api/digest`, { method: "POST", body, duplex: "half" });
  const digest = createHash("sha256").update(bytes).digest("hex");
  expect(await answer.json()).toEqual({ length: bytes.length, digest });
});

test("gives a large answer back", async () => {
  const { host } = await useStreaming();
  const answer = await fetch(`${host.baseUrl}/api/megabytes?count=24`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(bytes.length).toBe(24 * 1024 * 1024);
  expect(bytes.at(-1)).toBe(23);
});

test("answers while the request is still being sent", async () => {
  const opened = open(await useStreaming(), "/api/echo");
  opened.write("one");
  const answer = await answerTo(opened);
  expect(await nextChunk(answer)).toBe("one");
  opened.write("two");
  expect(await nextChunk(answer)).toBe("two");
});

test("keeps many requests at once apart", async () => {
  const appFolder = join(import.meta.dirname, "../apps/streaming");
  const { call } = await useHost({ appFolder, sideBySide: true });
  const bodies = Array.from({ length: 100 }, (_each, place) => `body ${place} `.repeat(place + 1));
  const answers = await Promise.all(bodies.map(async (body) => call("POST", "/api/echo", { body })));
  expect(answers.map(({ text }) => text)).toEqual(bodies);
});

test("gives an endless answer as long as somebody listens", async () => {
  const streaming = await useStreaming();
  const opened = open(streaming, "/api/endless");
  opened.end();
  const answer = await answerTo(opened);
  expect(await nextChunk(answer)).toMatch(/^tick 1\n/);
  expect(isFree(streaming)).toBe(false);
  opened.destroy();
  await vi.waitUntil(() => isFree(streaming));
  expect((await streaming.call("GET", "/api/noBody")).status).toBe(204);
});

test("breaks off the function's reading when whoever sends goes away", async () => {
  const streaming = await useStreaming();
  const opened = open(streaming, "/api/digest");
  opened.on("error", () => undefined);
  opened.write("half of it");
  await vi.waitUntil(() => streaming.log.some(({ message }) => message === "reading"));
  opened.destroy();
  await vi.waitUntil(() => isFree(streaming));
  expect(errorsIn(streaming)).toContainEqual(expect.stringContaining("Whoever asked has gone."));
  expect((await streaming.call("GET", "/api/noBody")).status).toBe(204);
});

test("answers before the body has come when the function does not want it", async () => {
  const streaming = await useStreaming();
  const opened = open(streaming, "/api/unread");
  const answer = await answerTo(opened);
  expect([answer.statusCode, await nextChunk(answer)]).toEqual([202, "taken"]);
});

test("answers 500 for a function that throws or returns nothing, and says why", async () => {
  const streaming = await useStreaming();
  expect(await streaming.call("POST", "/api/boom", { body: "unread" })).toMatchObject({
    status: 500,
    text: "",
  });
  expect(await streaming.call("GET", "/api/nothing")).toMatchObject({ status: 500, text: "" });
  expect(errorsIn(streaming)).toEqual([
    expect.stringContaining("boom"),
    expect.stringContaining("returned nothing. With HTTP streaming production sends no answer"),
  ]);
});

test("cuts the connection when the function's body breaks off", async () => {
  const streaming = await useStreaming();
  const opened = open(streaming, "/api/breaking");
  const answer = await answerTo(opened);
  expect(await nextChunk(answer)).toBe("so far");
  opened.end();
  answer.resume();
  await expect(once(answer, "end")).rejects.toThrow("aborted");
  expect(errorsIn(streaming)).toEqual([expect.stringContaining("the source has broken off")]);
});

test("cuts off what an app's process was telling when it died, and goes on with the next one", async () => {
  const streaming = await useStreaming();
  const pid = async (): Promise<number> => Number((await streaming.call("GET", "/api/pid")).text);
  const first = await pid();
  const opened = open(streaming, "/api/endless");
  opened.end();
  const answer = await answerTo(opened);
  expect(await nextChunk(answer)).toMatch(/^tick 1\n/);
  answer.resume();
  process.kill(first, "SIGKILL");
  await expect(once(answer, "end")).rejects.toThrow("aborted");
  // until the host has noticed, whoever asks is told 502, as in production
  await vi.waitUntil(() => streaming.log.some(({ message }) => message.includes("Another one takes over")));
  expect(await pid()).not.toBe(first);
  expect((await streaming.call("POST", "/api/echo", { body: "still here" })).text).toBe("still here");
});

test("takes no body that is longer than allowed", async () => {
  vi.stubEnv("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "1000");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { call, host } = await useStreaming();
  expect((await call("POST", "/api/digest", { body: "x".repeat(1000) })).json).toMatchObject({
    length: 1000,
  });
  expect((await call("POST", "/api/digest", { body: "x".repeat(1001) })).status).toBe(413);
  const body = new Blob(["x".repeat(1001)]).stream();
  const chunked = await fetch(`${host.baseUrl}/api/digest`, { method: "POST", body, duplex: "half" });
  expect(chunked.status).toBe(413);
});

test("gives cookies back as the app's own server writes them", async () => {
  const { call } = await useStreaming();
  const { headers } = await call("GET", "/api/cookies");
  expect(headers.getSetCookie()).toEqual(["taste=sweet; HttpOnly; SameSite=Lax", "kind=oat; Path=/"]);
});

test("holds time still from the first byte of a request to the last of its answer", async () => {
  const streaming = await useStreaming();
  const { call, clock, durable, letTimePass } = streaming;
  expect(await call("POST", "/api/begin", { body: "one" })).toMatchObject({
    status: 202,
    json: { id: "one" },
  });
  const opened = open(streaming, "/api/echo");
  opened.write("one");
  const answer = await answerTo(opened);
  letTimePass();
  expect(await nextChunk(answer)).toBe("one");
  opened.write("two");
  expect(await nextChunk(answer)).toBe("two");
  expect((await durable.status("one")).runtimeStatus).toBe("Running");
  expect(clock.now()).toBe(startMs);
  opened.end();
  answer.resume();
  const { output } = await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Completed");
  expect([output, clock.now()]).toEqual(["a day later", startMs + 86_400_000]);
});

test("does not run a function by hand whose requests come as a stream", async () => {
  const streaming = await useStreaming();
  const path = `/admin/functions/noBody?code=${keys.master}`;
  expect((await streaming.call("POST", path, { body: { input: "" } })).status).toBe(202);
  await vi.waitUntil(() => errorsIn(streaming).length > 0);
  expect(errorsIn(streaming)[0]).toContain("Cannot proxy the HttpTrigger function noBody");
});
