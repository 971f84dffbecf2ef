import type { Color } from "../joints.ts";

/**
 * Where slow requests wait for their virtual time: an ingress holds its answer here until somebody who knows the
 * time says that it is due.
 */
export interface SlowDesk {
  hold(request: { readonly id: string; readonly color: Color; readonly answer: () => void }): void;
  /** Resolves once an ingress holds that request. */
  held(id: string): Promise<void>;
  answer(id: string): void;
  /** The cluster is gone, and its answers with it; gives the ids of the requests that were cut. */
  cut(color: Color): readonly string[];
}

export function createSlowDesk(): SlowDesk {
  const holding = new Map<string, { color: Color; answer: () => void }>();
  const awaited = new Map<string, () => void>();
  return {
    hold({ id, color, answer }) {
      holding.set(id, { color, answer });
      awaited.get(id)?.();
      awaited.delete(id);
    },
    held: (id) =>
      holding.has(id) ? Promise.resolve() : new Promise((resolve) => void awaited.set(id, resolve)),
    answer(id) {
      holding.get(id)?.answer();
      holding.delete(id);
    },
    cut(color) {
      const ids = [...holding].filter(([, held]) => held.color === color).map(([id]) => id);
      for (const id of ids) holding.delete(id);
      return ids;
    },
  };
}
