import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificates } from "./certificates.ts";

export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * A CONNECT proxy that is every host at once: it answers the TLS handshake with a certificate of the asked host,
 * and hands the decrypted connection to whoever serves it. Routing is by the CONNECT target, never by Host: a
 * check may ask an origin under another name.
 */
export async function startProxy(options: {
  certificates: Certificates;
  listenerFor: (host: string) => RequestListener;
  /** Plain requests to the proxy's own address. */
  own: RequestListener;
  port: number;
}): Promise<Proxy> {
  const inner = new Map<string, Server>();
  const serverFor = (host: string): Server => {
    const server = inner.get(host) ?? patient(createServer(options.listenerFor(host)));
    inner.set(host, server);
    return server;
  };
  const sockets = new Set<Socket>();
  const outer = patient(createServer(options.own));
  outer.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  outer.on("connect", (request, socket: Socket) => {
    // a killed client resets its connections; that is its business
    socket.on("error", () => undefined);
    const host = (request.url ?? "").replace(/:\d+$/, "").toLowerCase();
    options.certificates
      .contextFor(host)
      .then((secureContext) => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        const secure = new TLSSocket(socket, { isServer: true, secureContext });
        secure.on("error", () => socket.destroy());
        serverFor(host).emit("connection", secure);
      })
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) =>
    outer.once("error", reject).listen(options.port, "127.0.0.1", resolve),
  );
  return {
    port: (outer.address() as AddressInfo).port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => outer.close(() => resolve()));
    },
  };
}

/** Real time passes faster or slower than virtual time, so no connection is ever closed for being idle. */
function patient(server: Server): Server {
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  return server;
}
