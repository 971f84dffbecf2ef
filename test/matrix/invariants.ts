import { colors, otherColor, type Color, type Pair } from "../../src/domain/environment/pair.ts";
import { planOperation } from "../../src/workflow/activities/plan.ts";
import type { FakeAzure } from "../support/fake-azure.ts";
import { reachableIn } from "../support/fake-front-door.ts";
import type { StagedCall } from "../support/stage.ts";
import { isWrite } from "./faults.ts";

/** A broken promise, when it was broken first. */
export interface Broken {
  readonly promise: string;
  readonly atMs: number;
  readonly detail: string;
}

/** What the story is about: who is who, and what an operator knows of it. */
export interface Cast {
  readonly azure: FakeAzure;
  readonly pair: Pair;
  /** The environment that users are moved to by the operation that is played. */
  readonly candidate: Color;
  readonly now: () => number;
}

const minuteMs = 60_000;
/** A swap may be written on a proof as old as this. */
const proofMinutes = 10;

/** Watches the promises after every step of the world: each write, each move of users, each step of the clock. */
export class Invariants {
  readonly broken: Broken[] = [];
  /** The longest that users were on a sick candidate, or on a sick previous, while the other side was well. */
  readonly worstMinutes = { onCandidate: 0, onPrevious: 0 };
  private readonly cast: Cast;
  private readonly sickSince: Record<Color, number> = { blue: Infinity, green: Infinity };
  private readonly exposedSince: Record<Color, number> = { blue: Infinity, green: Infinity };
  private readonly retryAt = new Map<string, number>();
  private readonly begunUnder = new WeakMap<StagedCall, number>();
  private hasSwapped = false;
  private isWrittenByHand = false;
  private creations = 0;
  private previousVersion: string | undefined;

  constructor(cast: Cast) {
    this.cast = cast;
    this.previousVersion = cast.azure.clusters[otherColor(cast.candidate)]?.version;
  }

  /** Something has changed, or time is about to pass until `toMs`. */
  look(toMs: number): void {
    const { azure, now } = this.cast;
    const users = azure.users();
    for (const color of colors) {
      if (!this.isBad(color)) this.sickSince[color] = Infinity;
      else if (this.sickSince[color] === Infinity) this.sickSince[color] = now();
      const lasts = toMs > now() && users[color] > 0;
      if (lasts && !azure.isUp(color))
        this.fail("I2: users are routed to a stopped environment", `${color}: ${percent(users[color])}`);
      this.expose(color, {
        isExposed: users[color] > 0 && this.isBad(color) && this.isWell(otherColor(color)),
        toMs,
      });
    }
    if (toMs > now() && users.nobody > 0)
      this.fail("I1: an edge has no enabled origin for users", percent(users.nobody));
    this.lookAtEdges();
  }

  /** Somebody has led users back past the app. */
  onHand(): void {
    this.isWrittenByHand = true;
  }

  onWrite(write: string): void {
    const { azure, candidate } = this.cast;
    const previous = otherColor(candidate);
    if (write === `create ${candidate} on ${azure.clusters[candidate]?.version ?? ""}`) this.creations += 1;
    if (this.creations > 1) this.fail("I5: a second candidate was created", write);
    if (isMoveTo(candidate, write)) this.onSwap(write);
    for (const color of colors) if (write === `stop ${color}`) this.onStop(color);
    if (
      write === `disable ${previous} in group ${candidate}` ||
      write === `disable, priority 3 ${previous} in group shared`
    )
      this.onRetire(write);
    if (write.startsWith(`upgrade ${previous}`))
      this.fail("I7: the way back was changed before the point of no return", write);
  }

  /** The record closes a gate. */
  onGate(closed: Color | null): void {
    if (closed === null) return;
    const { azure } = this.cast;
    const other = otherColor(closed);
    if (!azure.isUp(other) || azure.gates[other] !== "open")
      this.fail("I6: a gate was closed while the other side was not well", `${closed}'s gate`);
  }

  onCall(site: string, call: StagedCall): void {
    const { now } = this.cast;
    this.checkFence(site, call);
    if (call.step === planOperation.name && isWrite(site))
      this.fail("I17: a plan has written something", site);
    // people ask the durable client when they like, and the lever is tried every few seconds: users are waiting
    if (!isWrite(site) || site.startsWith("operations.") || call.step === "closeGate") return;
    if (now() < (this.retryAt.get(`${site} ${call.instance}`) ?? -Infinity))
      this.fail("I14: a write did not wait as long as Azure had asked", `${site} by ${call.step}`);
  }

  /** A lower epoch writes nothing: not in a step that began after the pair had got another owner. */
  private checkFence(site: string, call: StagedCall): void {
    const began = this.begunUnder.get(call) ?? this.cast.azure.record?.record.epoch ?? 0;
    this.begunUnder.set(call, began);
    const { owner } = (call.input ?? {}) as { owner?: { epoch: number } };
    if (owner === undefined || owner.epoch >= began || !isWrite(site)) return;
    if (/^(clusters|router|addresses|identities|deployer|records)\./.test(site))
      this.fail("I4: an operation wrote that did not own the pair any more", `${site} by ${call.step}`);
  }

  /** Only who was told to wait can know it: another operation's instance was not. */
  onThrottled(site: string, untilMs: number, { instance }: StagedCall): void {
    // a durable timer may fire a second early
    this.retryAt.set(`${site} ${instance}`, untilMs - 1_000);
  }

  fail(promise: string, detail: string): void {
    if (this.broken.some((one) => one.promise === promise)) return;
    this.broken.push({ promise, atMs: this.cast.now(), detail });
  }

  private onSwap(write: string): void {
    const { candidate, now } = this.cast;
    if (now() - this.sickSince[candidate] > proofMinutes * minuteMs && !this.hasSwapped)
      this.fail("I12: users were moved to an environment that is sick", write);
    if (this.isWrittenByHand) this.fail("I18: what a hand had written was written over", write);
    this.hasSwapped = true;
  }

  private onRetire(write: string): void {
    const { candidate, now } = this.cast;
    const sickForMs = now() - this.sickSince[candidate];
    if (sickForMs > proofMinutes * minuteMs && this.isWell(otherColor(candidate)))
      this.fail("I13: the soak ended without fresh evidence", write);
  }

  private onStop(color: Color): void {
    const { azure } = this.cast;
    const led = azure.users()[color];
    if (led > 0)
      this.fail("I3: an environment was stopped while users were on it", `${color}: ${percent(led)}`);
    const reached = [azure.profile, ...azure.profiles()].some((one) => reachableIn(one).includes(color));
    if (reached)
      this.fail("I3: an environment was stopped while an enabled way of the users leads to it", color);
    const told = [...azure.documents.values()].flatMap((document) => document.journal);
    const isTold = told.some(
      ({ event, data }) =>
        event === "phase.entered" && ["retiring", "rollingBack", "aborting"].includes(String(data["phase"])),
    );
    if (!isTold)
      this.fail("I9: an environment was stopped before the journal told the end of the way back", color);
  }

  /** An origin that is enabled where users are must be there, and be proven. */
  private lookAtEdges(): void {
    const { azure, candidate } = this.cast;
    for (const profile of azure.profiles())
      for (const color of reachableIn(profile)) {
        if (!azure.isUp(color)) this.fail("I2: an enabled origin of the users' group is not running", color);
        else if (color === candidate && !this.hasSwapped)
          this.fail("I2: an unproven environment is enabled in the users' group", color);
      }
    if (colors.every((color) => azure.clusters[color] === undefined))
      this.fail("I6: both environments are gone", "");
    const previous = azure.clusters[otherColor(candidate)];
    if (previous !== undefined && previous.version !== this.previousVersion)
      this.fail("I7: the way back was changed before the point of no return", previous.version);
  }

  private expose(color: Color, { isExposed, toMs }: { isExposed: boolean; toMs: number }): void {
    if (!isExposed) {
      this.exposedSince[color] = Infinity;
      return;
    }
    this.exposedSince[color] = Math.min(this.exposedSince[color], this.cast.now());
    const minutes = (toMs - this.exposedSince[color]) / minuteMs;
    const side = color === this.cast.candidate ? "onCandidate" : "onPrevious";
    this.worstMinutes[side] = Math.max(this.worstMinutes[side], Math.round(minutes * 10) / 10);
  }

  private isBad(color: Color): boolean {
    const { azure } = this.cast;
    return azure.sick.has(color) || !azure.isUp(color);
  }

  private isWell(color: Color): boolean {
    const { azure } = this.cast;
    return azure.isUp(color) && !azure.sick.has(color) && azure.gates[color] === "open";
  }
}

const isMoveTo = (color: Color, write: string): boolean =>
  write === `route to ${color}` || (write.startsWith("enable") && write.endsWith(`${color} in group shared`));

const percent = (part: number): string => `${Math.round(part * 100)} % of them`;
