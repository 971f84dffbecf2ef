import https from "node:https";

export interface Asked {
  readonly status: number;
  /** The header `x-environment`, which every response of an application names its color by. */
  readonly environment: string | undefined;
  readonly body: string;
  readonly latencyMs: number;
}

const timeoutMs = 10_000;
const mostBytes = 65_536;

/**
 * One GET over TLS, following nothing. `connectTo` is the name that is connected to and must be in the
 * certificate; `host` is what the Host header says (an origin is asked by the public name, as Front Door asks).
 */
export async function ask(question: { connectTo: string; host: string; path: string }): Promise<Asked> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      host: question.host,
      "user-agent": "aks-blue-green-probe",
      "cache-control": "no-cache",
    };
    const options = {
      host: question.connectTo,
      servername: question.connectTo,
      path: question.path,
      headers,
      timeout: timeoutMs,
    };
    const request = https.get(options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        if (body.length < mostBytes) body += piece;
      });
      response.on("error", reject);
      response.on("end", () => {
        const environment = response.headers["x-environment"];
        resolve({
          status: response.statusCode ?? 0,
          environment: typeof environment === "string" ? environment : undefined,
          body,
          latencyMs: performance.now() - begun,
        });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.on("error", reject);
  });
}
