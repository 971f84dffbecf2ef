import { Agent, request as ask, type RequestListener } from "node:http";

/** Passes requests on to a plain HTTP server on this machine, the Host header as it is. */
export function forwardTo(port: number): RequestListener {
  const agent = new Agent({ keepAlive: true });
  return (request, response) => {
    const options = {
      host: "127.0.0.1",
      port,
      agent,
      method: request.method,
      path: request.url,
      headers: request.headers,
    };
    const onward = ask(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    // what the far side cuts is cut on the near side as well: that is what a client would see
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  };
}
