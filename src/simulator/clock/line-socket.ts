import type { Socket } from "node:net";

/** JSON, one value a line, over a socket. */
export interface LineSocket {
  send(message: object): void;
  close(): void;
}

export function lineSocket(socket: Socket, onMessage: (message: unknown) => void): LineSocket {
  let rest = "";
  socket.setNoDelay(true);
  socket.setEncoding("utf8");
  socket.on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onMessage(JSON.parse(line));
  });
  // the other side may be killed at any time; `close` follows and is what counts
  socket.on("error", () => undefined);
  return {
    send: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    close: () => void socket.end(),
  };
}
