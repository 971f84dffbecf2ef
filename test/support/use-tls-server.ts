import { Agent, createServer } from "node:https";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { onTestFinished } from "vitest";

/** A server of HTTPS on a free port, under the certificate of one name, and an agent that trusts it; both closed in the end. */
export async function useTlsServer(
  listener: RequestListener,
  name = "localhost",
): Promise<{ readonly port: number; readonly agent: Agent }> {
  const { private: key, cert } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }],
  });
  const server = createServer({ key, cert }, listener);
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  const agent = new Agent({ ca: cert, keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, agent };
}
