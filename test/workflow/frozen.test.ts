import { expect, test } from "vitest";
import { frozenRollback } from "../bench/frozen/frozen-rollback.ts";

const seed = 1;
const runs = Array.from({ length: 15 }, (_, nth) => nth);

test(`with every Front Door write refused for a week, ${runs.length} rollbacks (seed ${seed}) bring all users back and break no interlock`, async () => {
  for (const nth of runs) {
    const end = await frozenRollback(seed, { nth, hasLever: true });
    expect(end.usersBackAfterSeconds, `run ${nth}`).not.toBeNull();
    expect(end.brokeInterlock, `run ${nth}`).toBe(false);
    expect(end.refusedWrites, `run ${nth}`).toBeGreaterThan(100);
  }
}, 120_000);

test("by configuration alone none brings anybody back while the week lasts", async () => {
  for (const nth of runs.slice(0, 2)) {
    expect((await frozenRollback(seed, { nth, hasLever: false })).usersBackAfterSeconds).toBeNull();
  }
}, 120_000);
