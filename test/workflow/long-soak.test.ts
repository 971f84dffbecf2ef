import { expect, test } from "vitest";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { storyOn } from "./a-story.ts";

const [mostEvents, mostBytes] = [300, 64 * 1024];
const weekMinutes = 7 * 24 * 60;

test("a soak of a week leaves every instance a history of at most 300 events and 64 KB", async () => {
  const story = storyOn(fakeAzure(aPair({ soakMinutes: weekMinutes })), { weighs: true });
  expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  expect(story.at("soak.ended") - story.at("swap.completed")).toBeGreaterThanOrEqual(weekMinutes * 60_000);
  const { histories } = story.stage;
  expect([...histories.keys()]).toEqual(expect.arrayContaining(["upgrade", "watch", "awaitNews"]));
  const large = [...histories].filter(([, { events, bytes }]) => events > mostEvents || bytes > mostBytes);
  expect(large.map(([name, { events, bytes }]) => `${name}: ${events} events, ${bytes} bytes`)).toEqual([]);
});
