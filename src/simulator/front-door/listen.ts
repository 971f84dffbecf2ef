import type { Server } from "node:http";

/** A port of the system's choice on 127.0.0.1, for connections that stay open as long as their client wants. */
export async function listen(server: Server): Promise<number> {
  // Node closes an idle connection after 5 s by default. A client that sends its next request in that very moment is
  // reset, which no user of Front Door would see. The other two cut requests that wait for virtual time.
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
  return address.port;
}

export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
