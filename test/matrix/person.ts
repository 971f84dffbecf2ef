import type { Pair } from "../../src/domain/environment/pair.ts";
import type { CommandMessage } from "../../src/domain/upgrade/commands.ts";
import type { Doors } from "../../src/workflow/ports.ts";
import { rollBack } from "../../src/workflow/requests/roll-back.ts";
import { sendCommand } from "../../src/workflow/requests/send-command.ts";
import { startUpgrade } from "../../src/workflow/requests/start-upgrade.ts";
import type { Stage } from "../support/stage.ts";

const [minuteMs, hourMs] = [60_000, 3_600_000];
const mostTries = 90;
const resumeAfterMs = hourMs;
const mostResumes = 2;

interface Asked {
  readonly what: "upgrade" | "rollBack" | "resume";
  readonly atMs: number;
  /** What the API answered: `accepted` and `started` are a 202. */
  readonly kind: string;
  readonly id: string;
}

/**
 * Asks through the API as people do: again in a minute when that fails, and to resume what waits for a person, some
 * hours later, a few times. Approves nothing.
 */
export class Person {
  readonly answers: Asked[] = [];
  private readonly stage: Stage;
  private readonly pair: Pair;
  private readonly doors: Doors;
  private resumes = 0;
  private isResuming = false;
  private commands = 0;

  constructor(stage: Stage, pair: Pair, doors: Doors) {
    this.stage = stage;
    this.pair = pair;
    this.doors = doors;
  }

  /** Nothing more is to be expected of this person. */
  get isDone(): boolean {
    return this.resumes >= mostResumes && !this.isResuming;
  }

  startUpgrade(from: "person" | "notification" = "person"): void {
    const request = { target: null, by: from, reason: "the matrix", from };
    const tries = from === "person" ? mostTries : 1;
    this.ask("upgrade", tries, async () => startUpgrade(this.doors, this.pair, request));
  }

  rollBack(): void {
    this.ask("rollBack", mostTries, async () =>
      rollBack(this.doors, this.pair, { command: this.command("rollBack") }),
    );
  }

  /** Something waits for a person. */
  resumeLater(): void {
    if (this.isResuming || this.resumes >= mostResumes) return;
    this.isResuming = true;
    this.resumes += 1;
    this.stage.at(this.stage.nowMs + resumeAfterMs, () => {
      this.isResuming = false;
      this.ask("resume", mostTries, async () =>
        sendCommand(this.doors, this.pair.name, { message: this.command("resume") }),
      );
    });
  }

  private command(command: CommandMessage["command"]): CommandMessage {
    this.commands += 1;
    return { command, id: `person-${this.commands}`, by: "a person", reason: "the matrix" };
  }

  private ask(
    what: Asked["what"],
    tries: number,
    request: () => Promise<{ readonly kind: string; readonly id?: string | null }>,
  ): void {
    void this.stage.visit(request).then(
      ({ kind, id }) => this.answers.push({ what, atMs: this.stage.nowMs, kind, id: id ?? "" }),
      () => {
        if (tries > 1) this.stage.at(this.stage.nowMs + minuteMs, () => this.ask(what, tries - 1, request));
      },
    );
  }
}
