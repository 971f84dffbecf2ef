import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { ClusterDirectory, Color, Fault } from "../joints.ts";

/** What answers Front Door's health probe inside each cluster, once the ingress has somebody to ask. */
export interface Gates {
  answer(color: Color, probe: Probe): void;
  /** Told of everything after which that color's gate may answer differently. */
  onChange(listener: (color: Color) => void): void;
  /** Faults that are not the gates' are none of its business. */
  addFault(fault: Fault): void;
}

export interface Probe {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly response: ServerResponse;
}

/** Gates of this process that nobody closes, for whoever needs no more. */
export function openGates(pair: string, directory: ClusterDirectory): Gates {
  return {
    answer(asked, { response }) {
      const { color } = directory.serving(asked);
      const text = JSON.stringify({ pair, color, gate: "open", epoch: 0 });
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        "cache-control": "no-store",
        "x-environment": color,
      });
      response.end(text);
    },
    onChange: () => undefined,
    addFault: () => undefined,
  };
}

/** What the gates of both clusters sign in as, and the service account they run under. */
export const gateAccount = {
  clientId: "00000000-0000-0000-0000-00000000000b",
  subject: "system:serviceaccount:blue-green:gate",
} as const;
