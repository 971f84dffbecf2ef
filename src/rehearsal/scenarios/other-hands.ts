import { beforeSwap, type Command } from "../../domain/upgrade/commands.ts";
import { StoryBroke } from "../pair-api.ts";
import { approvedFirst, shortSoak, varied } from "../pair-variants.ts";
import { hasEnded, hasTold, isIn, type SeenOperation, type Stage } from "../scenario.ts";
import { pointUsersTo } from "./hands.ts";
import {
  all,
  blueNotStopped,
  firstTold,
  nothingFailed,
  operationsAre,
  sickGreenMet,
  unless,
} from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { afterwards, once, whileSoaking } from "./scripts.ts";

/** Somebody acts beside the app, or upon it: an operator's hand, a colleague's, the platform's. */
export const otherHands = scenariosIn({
  "hand-before-stop": {
    sentence:
      "Blue is quiet and about to be stopped when a hand points the users back to it: it is not stopped.",
    ends: ["rolledBack", "blue"],
    pair: shortSoak,
    needs: ["stop"],
    script: once(hasTold("standby.disabled"), async (stage) => {
      await stage.pass(43);
      // no edge has heard of it while the metrics still tell that blue is quiet
      await stage.addFault({ kind: "propagationTakes", minutes: 45 });
      await pointUsersTo(stage, "blue");
      await stage.until(isIn("halted"));
      await stage.post("rollback");
    }),
    objections: all(blueNotStopped, nothingFailed),
  },
  "dead-owner": {
    sentence:
      "An operator ends the instance while green soaks: events start nothing, and from a sick green users are taken back.",
    ends: ["completed", "blue"],
    script: whileSoaking(async (stage) => {
      await stage.terminate();
      allows(await stage.untilDead(), "rollBack");
      await stage.deliverInVain("green");
      await stage.pass(30);
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
      await stage.follow();
    }),
    objections: all(operationsAre(2), sickGreenMet),
  },
  "owner-failed": {
    sentence:
      "The job host restarts in the middle of a turn, once in every phase: each time a person takes over what was left.",
    ends: ["completed", "blue"],
    // a first workload makes deploying last
    world: { idle: "absent" },
    pair: varied(shortSoak, approvedFirst),
    needs: ["deployer"],
    script: async (stage) => {
      for (const spared of [0, 1, 4]) await failWhilePlanning(stage, spared);
      for (const phase of failingIn) {
        await failIn(stage, phase);
        const wayOut = beforeSwap.some((one) => one === phase) ? "abort" : "rollBack";
        allows(await stage.untilDead(), wayOut);
        await stage.post(wayOut === "abort" ? "abort" : "rollback");
        await stage.until(hasEnded);
      }
    },
    objections: nothingFailed,
  },
  "rollback-from-stopped": {
    sentence:
      "After the upgrade somebody stops green with all users on it: a rollback brings blue back without asking green.",
    ends: ["completed", "blue"],
    pair: shortSoak,
    needs: ["kept"],
    script: afterwards(async (stage) => {
      await stage.addFault({ kind: "foreignStop", color: "green" });
      await stage.pass(10);
      await stage.post("rollback");
      await stage.usersLeave("green", 60);
    }),
  },
  "rollback-twice": {
    sentence: "A rollback that is asked for again while it soaks is the same one, and does not turn around.",
    ends: ["completed", "blue"],
    pair: shortSoak,
    needs: ["kept"],
    script: afterwards(async (stage) => {
      await stage.post("rollback", { to: "blue" });
      await stage.until(hasTold("route.written"));
      await stage.post("rollback", { to: "blue" });
      await stage.until(isIn("soaking"));
      await stage.post("rollback");
    }),
    objections: all(operationsAre(2), nothingFailed),
  },
  "unstoppable-previous": {
    sentence:
      "Azure refuses to stop blue after the upgrade: the upgrade is done, and says why blue goes on running.",
    ends: ["completed", "green"],
    pair: shortSoak,
    needs: ["stop"],
    faults: [{ kind: "stopRefused", color: "blue", status: 400 }],
    objections: all(blueNotStopped, (_report, operations) => {
      const kept = JSON.stringify(firstTold(operations, "previous.kept")?.data ?? {});
      return [
        ...unless(kept.includes("auto-provisioning"), `It is not told why blue goes on running: ${kept}.`),
        ...unless(operations.at(-1)?.wayBack != null, "The way back is gone."),
      ];
    }),
  },
});

const failingIn = [
  "waitingForApproval",
  "building",
  "upgrading",
  "deploying",
  "verifying",
  "swapping",
  "soaking",
  "retiring",
] as const;

/** Planning is over before anybody can look, so it is doomed before it begins, at another of its turns each time. */
async function failWhilePlanning(stage: Stage, spared: number): Promise<void> {
  await stage.restartMidTurn(await nextUpgrade(stage), spared);
  await stage.post("upgrade");
  const dead = await stage.untilDead();
  // it has died before the pair was its own, and there is nothing to take over
  if (dead.outcome !== null) return;
  allows(dead, "abort");
  await stage.post("abort");
  await stage.until(hasEnded);
}

/** Named by the epoch that it would claim. */
async function nextUpgrade(stage: Stage): Promise<string> {
  await stage.follow();
  const epoch = /-(\d+)-[a-z]+$/.exec(stage.current())?.[1] ?? "0";
  return `${stage.world.pair}-${Number(epoch) + 1}-upgrade`;
}

/** An upgrade whose instance fails in that phase. */
async function failIn(stage: Stage, phase: (typeof failingIn)[number]): Promise<void> {
  await stage.post("upgrade");
  await stage.until(isIn("waitingForApproval"));
  if (phase === "waitingForApproval") await stage.restartMidTurn(stage.current());
  await stage.post("approve");
  if (phase === "waitingForApproval") return;
  await stage.until(isIn(phase));
  await stage.restartMidTurn(stage.current());
}

/** The dead are told as what they are, with the one thing that a person can do about it. */
function allows({ id, allowed, outcome, phase }: SeenOperation, command: Command): void {
  if (outcome === null && allowed.includes(command)) return;
  const told = `${phase}, outcome ${String(outcome)}, allowed: ${allowed.join(", ")}`;
  throw new StoryBroke(`${id} has died and is told as ${told}; ${command} is not.`);
}
