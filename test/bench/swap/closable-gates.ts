import type { Gates } from "../../../src/simulator/gates/gates.ts";
import type { Color } from "../../../src/simulator/joints.ts";

export interface ClosableGates extends Gates {
  /** null: both are open. */
  close(color: Color | null): void;
}

/** Gates of this process: what the script answers, without a record to read. */
export function closableGates(pair: string): ClosableGates {
  let closed: Color | null = null;
  const listeners: ((color: Color) => void)[] = [];
  return {
    answer(color, { response }) {
      const gate = closed === color ? "closed" : "open";
      const text = JSON.stringify({ pair, color, cluster: color, kubernetesVersion: "", gate, epoch: 1 });
      response.writeHead(gate === "open" ? 200 : 503, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        "x-environment": color,
      });
      response.end(text);
    },
    onChange: (listener) => void listeners.push(listener),
    addFault: () => undefined,
    close(color) {
      closed = color;
      for (const listener of listeners) for (const each of ["blue", "green"] as const) listener(each);
    },
  };
}
