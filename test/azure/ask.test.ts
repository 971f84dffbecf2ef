import type { RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { asker, type Asked } from "../../src/azure/probing/ask.ts";
import { codeOf, deadline, whose, type Stage } from "../../src/azure/probing/cause.ts";
import { useTlsServer } from "../support/use-tls-server.ts";

const question = { connectTo: "localhost", host: "www.shop.example", path: "/" };

async function askOf(listener: RequestListener, deadlineMs = 10_000) {
  const { port, agent } = await useTlsServer(listener);
  return async () => asker({ port, agent, deadlineMs })(question);
}

const answered = async (asked: Promise<unknown>): Promise<Asked> => {
  const answer = (await asked) as Asked;
  expect(answer.kind).toBe("answered");
  return answer;
};

test("an answer tells status, color and body", async () => {
  const ask = await askOf((request, response) => {
    response.writeHead(request.headers.host === "www.shop.example" ? 200 : 421, { "x-environment": "blue" });
    response.end("hello");
  });
  expect(await ask()).toMatchObject({ kind: "answered", status: 200, environment: "blue", body: "hello" });
});

/** Never the whole body, and never nothing for long. */
const drip = (response: ServerResponse): void => {
  const timer = setInterval(() => response.write("."), 20);
  response.on("close", () => clearInterval(timer));
};

test.for<[string, RequestListener, string]>([
  ["no headers come", () => undefined, "asking"],
  [
    "the body never ends, though something of it always comes",
    (_request, response) => drip(response.writeHead(200)),
    "reading",
  ],
])("one deadline holds for the whole exchange: %s", async ([, listener, stage]) => {
  const ask = await askOf(listener, 300);
  const begun = performance.now();
  expect(await ask()).toEqual({
    kind: "unanswered",
    whose: "environment",
    why: `not done in time while ${stage}`,
  });
  expect(performance.now() - begun).toBeLessThan(3_000);
});

test("a body without end is cut at 64 KB, and the exchange with it", async () => {
  let isClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => void (isClosed = resolve));
  const ask = await askOf((_request, response) => {
    response.writeHead(200, { "x-environment": "blue" });
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(16_384)));
    };
    response.on("drain", more).on("close", isClosed);
    more();
  });
  expect((await answered(ask())).body).toHaveLength(65_536);
  await closed;
});

test("a name of a stranger is cut where it enters", async () => {
  const ask = await askOf((_request, response) =>
    response.writeHead(200, { "x-environment": "x".repeat(4_000) }).end(),
  );
  expect((await answered(ask())).environment).toHaveLength(40);
});

test("a connection that breaks off is the environment's fault", async () => {
  const ask = await askOf((_request, response) => response.destroy());
  expect(await ask()).toMatchObject({ kind: "unanswered", whose: "environment", why: "ECONNRESET" });
});

test("one that was kept and is closed by now is only asked again", async () => {
  const known = new Set<unknown>();
  const { port, agent } = await useTlsServer((request, response) => {
    if (known.has(request.socket)) return void request.socket.destroy();
    known.add(request.socket);
    return void response.end("well");
  });
  const ask = asker({ port, agent });
  await answered(ask(question));
  expect((await answered(ask(question))).body).toBe("well");
  expect(known.size).toBe(2);
});

test("a kept connection is asked for hours, and nobody is left listening on it", async () => {
  const { port, agent } = await useTlsServer((_request, response) => response.end("well"));
  const ask = asker({ port, agent });
  const sockets = new Set<Socket>();
  agent.on("free", (socket: Socket) => void sockets.add(socket));
  await answered(ask(question));
  const listeners = () => [...sockets].map((socket) => socket.listenerCount("connect"));
  const before = listeners();
  for (let nth = 0; nth < 5; nth += 1) await answered(ask(question));
  expect(before).toHaveLength(1);
  expect(listeners()).toEqual(before);
});

test("a certificate of another name is the environment's fault", async () => {
  const { port, agent } = await useTlsServer((_request, response) => response.end(), "other.example");
  expect(await asker({ port, agent })(question)).toEqual({
    kind: "unanswered",
    whose: "environment",
    why: "ERR_TLS_CERT_ALTNAME_INVALID",
  });
});

test("a port where nobody listens is the environment's fault", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await asker({ port })(question)).toMatchObject({ whose: "environment", why: "ECONNREFUSED" });
});

test("somebody who speaks no TLS is the environment's fault", async () => {
  const server = createServer((socket) => socket.end("hello\r\n"));
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await asker({ port })(question)).toMatchObject({ whose: "environment" });
});

test("a name that cannot be resolved says nothing about the environment", async () => {
  expect(await asker()({ ...question, connectTo: "nowhere.invalid" })).toMatchObject({
    kind: "unanswered",
    whose: "network",
  });
});

test.for<[string, Stage, string]>([
  ["EAI_AGAIN", "resolving", "network"],
  ["ESERVFAIL", "resolving", "network"],
  [deadline, "resolving", "network"],
  ["EADDRNOTAVAIL", "connecting", "network"],
  ["EMFILE", "connecting", "network"],
  ["ENETUNREACH", "connecting", "network"],
  ["EHOSTUNREACH", "connecting", "network"],
  ["ERR_PROXY_TUNNEL", "resolving", "network"],
  ["ETIMEDOUT", "connecting", "unclear"],
  [deadline, "connecting", "unclear"],
  ["ECONNREFUSED", "connecting", "environment"],
  ["ECONNRESET", "securing", "environment"],
  [deadline, "securing", "environment"],
  ["EPROTO", "securing", "environment"],
  ["HPE_INVALID_CONSTANT", "asking", "environment"],
  [deadline, "reading", "environment"],
])("%s while %s: the fault is of the %s", ([code, stage, expected]) => {
  expect(whose(code, stage)).toBe(expected);
});

test("of several addresses the one that answered anything tells whose fault it is", () => {
  const error = (...codes: readonly string[]) => ({
    errors: codes.map((code) => ({ code })),
    code: codes[0],
  });
  expect(codeOf(error("ENETUNREACH", "ECONNREFUSED"), "connecting")).toBe("ECONNREFUSED");
  expect(codeOf(error("ENETUNREACH", "ETIMEDOUT"), "connecting")).toBe("ETIMEDOUT");
  expect(codeOf(error("ENETUNREACH", "EHOSTUNREACH"), "connecting")).toBe("ENETUNREACH");
});
