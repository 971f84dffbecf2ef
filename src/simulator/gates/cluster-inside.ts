import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listen } from "../front-door/listen.ts";
import type { ClusterDirectory, Color } from "../joints.ts";

/** What a gate's pod can reach inside its cluster: the application's Service, and the cluster's API. */
export interface ClusterInside {
  urls(color: Color): { readonly health: string; readonly version: string };
  close(): Promise<void>;
}

export async function openClusterInside(
  directory: ClusterDirectory,
  isUnwell: (color: Color) => boolean,
): Promise<ClusterInside> {
  const server = createServer((request, response) => {
    const [, color, place] = (request.url ?? "").split("/");
    if (color !== "blue" && color !== "green") return send(response, 404, { error: "no such cluster" });
    const { workloadsReady, version } = directory.serving(color);
    // what only users notice, a bug deep inside, is no matter of health
    if (place === "healthz") return send(response, workloadsReady && !isUnwell(color) ? 200 : 503, {});
    return place === "version"
      ? answerVersion(request, response, version)
      : send(response, 404, { error: "no such Service" });
  });
  const port = await listen(server);
  return {
    urls: (color) => {
      const base = `http://127.0.0.1:${port}/${color}`;
      return { health: `${base}/healthz`, version: `${base}/version` };
    },
    close: async () => closeServer(server),
  };
}

/** As the API server of AKS, which answers nobody without a token. */
function answerVersion(request: IncomingMessage, response: ServerResponse, version: string): void {
  if (request.headers.authorization === undefined) return send(response, 401, { kind: "Status", code: 401 });
  const [major, minor] = version.split(".");
  send(response, 200, { major, minor, gitVersion: `v${version}`, platform: "linux/amd64" });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
