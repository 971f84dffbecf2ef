import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SteppedClock } from "./stepped-clock.ts";

/** Where the app, in a process of its own, waits for as long as it likes: `/sleep/MS` is answered so many milliseconds later. */
export async function serveAppTime(clock: SteppedClock): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const [, kind, ms] = (request.url ?? "").split("/");
    const sleep = kind === "block" ? clock.block(Number(ms)) : clock.sleep(Number(ms));
    // whoever has waited was ended meanwhile
    response.on("close", () => sleep.cancel());
    void sleep.over.then(() => response.end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
