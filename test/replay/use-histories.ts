import { join } from "node:path";
import { onTestFinished } from "vitest";
import { loadApp } from "../../src/local-host/app/load-app.ts";
import type { HostJson } from "../../src/local-host/app/settings.ts";
import { historiesIn } from "../../src/local-host/replay/histories-in.ts";
import type { RecordedHistory } from "../../src/local-host/replay/recorded-history.ts";
import { replayWith } from "../../src/local-host/replay/replay-history.ts";
import { useHost, useStateFolder } from "../local-host/use-host.ts";

const appFolder = join(import.meta.dirname, "../apps/replay");

/** One run of each of the app's orchestrations, the last one still waiting. */
export async function recordHistories(): Promise<readonly RecordedHistory[]> {
  const stateFolder = useStateFolder();
  const { host, durable, letTimePass } = await useHost({ appFolder, stateFolder, keepsEveryRecord: true });
  letTimePass();
  await durable.run("build", "house");
  await durable.start("wait", "visitor");
  await durable.until("visitor", ({ historyEvents = [] }) =>
    historyEvents.some(({ EventType }) => EventType === "TaskCompleted"),
  );
  await host.stop();
  return historiesIn(join(stateFolder, "Replay.jsonl"));
}

/** The differences after a change of the app, by instance. */
export async function differencesAfter(
  change: string | null,
  histories: readonly RecordedHistory[],
  versioning: Partial<HostJson> = {},
): Promise<Readonly<Record<string, string>>> {
  const changes = globalThis as { changedOrchestrators?: ReadonlySet<string> };
  changes.changedOrchestrators = new Set(change === null ? [] : [change]);
  onTestFinished(() => {
    delete changes.changedOrchestrators;
  });
  const app = await loadApp(appFolder, () => undefined);
  const replay = replayWith({ ...app, hostJson: { ...app.hostJson, ...versioning } });
  const found: Record<string, string> = {};
  for (const history of histories) {
    const difference = await replay(history);
    if (difference !== undefined) found[history.id] = `step ${difference.step}: ${difference.message}`;
  }
  return found;
}
