import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import type { OrchestrationContext } from "../../../src/workflow/durable.ts";
import { orchestrators } from "../../../src/workflow/register.ts";
import { aPair } from "../../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../../support/fake-azure.ts";
import { storyOn, type Story } from "../../workflow/a-story.ts";

/** What a frozen control plane answers to a write. */
export const refusals = [
  "AuthorizationFailed",
  "Conflict",
  "TooManyRequests",
  "ServiceUnavailable",
  "ETIMEDOUT",
] as const;

const [minuteMs, dayMs] = [60_000, 86_400_000];
const frozenDays = 7;

export interface FrozenEnd {
  /** null: users were still at the candidate when the week was over. */
  readonly usersBackAfterSeconds: number | null;
  /** Both gates closed at once, or one closed while the other side was not well. */
  readonly brokeInterlock: boolean;
  readonly refusedWrites: number;
}

/**
 * One upgrade whose candidate goes bad, or which a person calls back, at a moment and for a reason of its own, while
 * Front Door refuses every write. Without a lever the gates are not there.
 */
export async function frozenRollback(
  seed: number,
  order: { readonly nth: number; readonly hasLever: boolean },
): Promise<FrozenEnd> {
  const draw = drawsOf(seed);
  const pick = <Item>(what: string, items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(draw(what, String(order.nth)) * items.length)] ?? items[0];
  const pair = aPair({ soakMinutes: 5 + Math.floor(60 * draw("soak", String(order.nth))) });
  const story = storyOf(pair);
  const { azure, stage } = story;
  const seen = watchGates(story);
  const when = pick("phase", ["swapping", "soaking"] as const);
  const isCalled = draw("called", String(order.nth)) < 0.5;
  let frozenAtMs = Infinity;
  story.when(
    when === "swapping" ? "route.written" : "phase.entered",
    freeze,
    when === "swapping" ? undefined : when,
  );
  function freeze() {
    frozenAtMs = stage.nowMs;
    if (!order.hasLever) takeGateAway(azure);
    azure.frozen = pick("refusal", refusals);
    if (isCalled) stage.send("rollBack");
    else azure.sick.add("green");
    // a blip of the way back before it is needed: the interlock must hold the lever until it is over
    if (draw("blip", String(order.nth)) < 0.3)
      blip(story, Math.floor(20 * minuteMs * draw("blip.ms", String(order.nth))));
    stage.at(frozenAtMs + frozenDays * dayMs, () => {
      seen.weekIsOver();
      azure.frozen = undefined;
    });
  }
  const head = await stage.play("upgrade");
  if (head.outcome !== "rolledBack")
    throw new Error(`run ${order.nth} ended ${head.outcome ?? "never"}: ${head.why ?? ""}`);
  const { backAtMs, brokeInterlock } = seen.end();
  return {
    usersBackAfterSeconds: backAtMs === null ? null : (backAtMs - frozenAtMs) / 1000,
    brokeInterlock,
    refusedWrites: azure.refused,
  };
}

/** Once users are back the watch has nothing to add, and a week of its looks would only be long. */
function storyOf(pair: Pair): Story {
  const stories = {
    ...orchestrators,
    watch: function* (context: OrchestrationContext) {
      const isBack = story.events().includes("rollback.felt");
      return isBack ? null : yield* orchestrators.watch(context);
    },
  };
  const story: Story = storyOn(fakeAzure(pair), { stories });
  return story;
}

/** Without a gate at the way back there is no lever. */
function takeGateAway({ ports }: FakeAzure): void {
  const real = { ...ports.gates };
  ports.gates.ask = async (pair, color) =>
    color === "blue" ? { kind: "noGate", said: "it answers 404" } : real.ask(pair, color);
}

/** Blue's gate says for a while that the application is not well; a person resumes once it is over. */
function blip(story: Story, ms: number): void {
  const { azure, stage } = story;
  azure.gates.blue = "unhealthy";
  const over = () => void (azure.gates.blue = "open");
  stage.at(stage.nowMs + ms, over);
  // Front Door's own probes lag, so the first resume may come too early for them
  const resumeOnce = (): void =>
    story.when("operation.halted", () => {
      stage.at(stage.nowMs + ms + minuteMs, () => stage.send("resume"));
      resumeOnce();
    });
  resumeOnce();
}

function watchGates({ azure, stage }: Story) {
  let backAtMs: number | null = null;
  let [brokeInterlock, isOver] = [false, false];
  azure.onGate = (closed) => {
    if (closed === null) return;
    if (azure.gates.blue !== "open" || azure.clusters.blue?.powerState !== "Running") brokeInterlock = true;
    if (closed !== "green") brokeInterlock = true;
  };
  azure.onUsersMoved = (to) => {
    if (to === "blue" && !isOver) backAtMs ??= stage.nowMs;
    if (to === "green") backAtMs = null;
  };
  return {
    weekIsOver: () => void (isOver = true),
    end: () => ({ backAtMs, brokeInterlock }),
  };
}
