import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A port that leads, connection by connection, to wherever a name leads at that moment. */
export interface WayIn {
  readonly port: number;
  close(): Promise<void>;
}

export async function openWayIn(portNow: () => number | undefined): Promise<WayIn> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near).on("error", () => undefined);
    const port = portNow();
    // An address with nothing behind it: in Azure the attempt would time out.
    if (port === undefined) return void near.resetAndDestroy();
    const far = keep(connect(port, "127.0.0.1"));
    far.on("error", () => near.resetAndDestroy());
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
