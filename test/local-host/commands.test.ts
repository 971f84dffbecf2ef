import fc from "fast-check";
import { expect, test } from "vitest";
import { useHost, type Status, type UsedHost } from "./use-host.ts";
import { useGate } from "./desk.ts";

/** What the story waits in; a command may come before it is reached, while it is waited in, or both, and twice. */
type Step = "nap" | "child" | "activity";

interface Scene {
  readonly step: Step;
  /** How many commands arrive while the story is in this step. */
  readonly commands: number;
}

test("hears a command while it naps, while an activity runs and while a child runs", async () => {
  const used = await useHost();
  const scenes: readonly Scene[] = [
    { step: "nap", commands: 1 },
    { step: "activity", commands: 1 },
    { step: "child", commands: 1 },
  ];
  expect(await play(used, "one", scenes)).toEqual(["command 1", "command 2", "command 3", "stop"]);
});

test("hears two commands that arrive at once, in the order of their arrival", async () => {
  const used = await useHost();
  const scenes: readonly Scene[] = [
    { step: "activity", commands: 2 },
    { step: "nap", commands: 2 },
    { step: "child", commands: 2 },
    { step: "activity", commands: 3 },
  ];
  expect(await play(used, "one", scenes)).toHaveLength(10);
});

test("goes on when a nap ends by its timer, and hears what comes long after", async () => {
  const used = await useHost();
  await used.durable.start("takeCommands", "one", { steps: ["nap", "nap", "nap"] });
  used.letTimePass();
  await used.durable.until("one", isAt(3));
  await used.durable.raise("one", "command", "stop");
  expect((await used.durable.until("one", hasEnded)).output).toEqual(["stop"]);
});

test("loses no command and changes no order, however they arrive", async () => {
  const used = await useHost();
  const scene = fc.record({
    step: fc.constantFrom<Step>("nap", "child", "activity"),
    commands: fc.nat({ max: 3 }),
  });
  let runs = 0;
  const property = fc.asyncProperty(fc.array(scene, { minLength: 1, maxLength: 6 }), async (scenes) => {
    runs += 1;
    // a nap ends by a command only, as time stands still
    const playable = scenes.map((each) =>
      each.step === "nap" ? { ...each, commands: each.commands + 1 } : each,
    );
    const heard = await play(used, `story-${runs}`, playable);
    expect(heard).toEqual([...commandsOf(playable), "stop"]);
  });
  await fc.assert(property, { numRuns: 25, seed: 5 });
});

async function play({ durable }: UsedHost, id: string, scenes: readonly Scene[]): Promise<unknown> {
  const gates = scenes.map((_scene, place) => useGate(`${id}-${place}`));
  await durable.start("takeCommands", id, { steps: scenes.map(({ step }) => step) });
  let sent = 0;
  for (const [place, { step, commands }] of scenes.entries()) {
    await durable.until(id, isPast(place));
    const raised = [];
    for (let count = 0; count < commands; count += 1) {
      sent += 1;
      // one connection each would let them overtake one another
      raised.push(await durable.raise(id, "command", `command ${sent}`));
    }
    expect(raised.every(({ status }) => status === 202)).toBe(true);
    if (step === "activity") gates[place]?.open();
    if (step === "child") await finishChild(durable, `${id}-${place}`);
  }
  await durable.until(id, isPast(scenes.length));
  await durable.raise(id, "command", "stop");
  return (await durable.until(id, hasEnded)).output;
}

async function finishChild(durable: UsedHost["durable"], id: string): Promise<void> {
  await durable.until(id, (status) => status?.runtimeStatus !== undefined);
  await durable.raise(id, "go", 1);
}

const commandsOf = (scenes: readonly Scene[]): readonly string[] => {
  const count = scenes.reduce((sum, { commands }) => sum + commands, 0);
  return Array.from({ length: count }, (_each, place) => `command ${place + 1}`);
};

const placeOf = ({ customStatus }: Status): number => (customStatus as { place: number } | null)?.place ?? -1;

const isAt = (place: number) => (status: Status) => placeOf(status) === place;

const isPast = (place: number) => (status: Status) => placeOf(status) >= place;

const hasEnded = ({ runtimeStatus }: Status): boolean =>
  ["Completed", "Failed", "Terminated"].includes(runtimeStatus);
