import type { CloudReport } from "./cloud-desk.ts";
import type { SeenOperation } from "./scenario.ts";

export interface Timeline {
  /** Called with every look at the operation. */
  show(operation: SeenOperation, cloud: CloudReport): void;
  /** Something besides that the driver has done. */
  tell(text: string): void;
  /** Leaves the live line, so that what comes next stands on its own. */
  close(): void;
}

/** A line for each phase; in a terminal also one live line below them. */
export function openTimeline(out: NodeJS.WriteStream): Timeline {
  let shown = "";
  const clear = (): void => void (out.isTTY && out.write("\r\u001b[2K"));
  return {
    show(operation, cloud) {
      const line = lineOf(operation, cloud);
      const key = `${operation.id} ${operation.phase} ${String(operation.outcome)}`;
      clear();
      if (key !== shown) out.write(`${line}\n`);
      else if (out.isTTY) out.write(line.slice(0, out.columns - 1));
      shown = key;
    },
    tell(text) {
      clear();
      out.write(`            ${text}\n`);
    },
    close: clear,
  };
}

function lineOf({ id, phase, outcome }: SeenOperation, { nowMs, shares, requests }: CloudReport): string {
  const time = new Date(nowMs).toISOString().slice(5, 16).replace("T", " ");
  const users = (["blue", "green"] as const)
    .filter((color) => shares[color] > 0)
    .map((color) => `${color} ${Math.round(shares[color] * 100)} %`)
    .join(", ");
  const counts = `requests ${requests.total} failed ${requests.failed}`;
  return `${time} ${(outcome ?? phase).padEnd(18)} ${users.padEnd(22)} ${counts}  ${id}`;
}
