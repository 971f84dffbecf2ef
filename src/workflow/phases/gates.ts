import type { Color } from "../../domain/environment/pair.ts";
import { readGate } from "../activities/gates.ts";
import type { Story } from "../durable.ts";
import { nowOf, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call, sleep } from "../waiting.ts";

const openMinutes = 10;

/** Without an open gate on the candidate there is no lever, and edges would not take it for healthy. */
export function* confirmGate(run: Run, color: Color): Story<void> {
  const deadline = nowOf(run).getTime() + openMinutes * 60_000;
  for (;;) {
    const gate = yield* call(run, readGate, { pair: run.input.pair, color });
    if (gate.kind === "open" && gate.color === color) return;
    if (nowOf(run).getTime() > deadline) {
      const said = gate.kind === "open" ? `that of ${gate.color}` : gate.kind;
      const why = "why" in gate ? gate.why : "said" in gate ? gate.said : "";
      throw noGate(color, `${said}${why === "" ? "" : `: ${why}`}`);
    }
    yield* sleep(run, 60);
  }
}

const noGate = (color: Color, said: string): TurnAround =>
  new TurnAround({
    kind: "abort",
    command: null,
    why: `the gate of ${color} is ${said} after ${openMinutes} minutes; roll out infra/gate on that cluster`,
  });
