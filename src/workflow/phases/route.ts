import type { Color } from "../../domain/environment/pair.ts";
import { beginSwap } from "../activities/router.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { note, ownerOf, publish, type Run } from "../run.ts";

/** The one write that moves users, there as well as back. */
export function* routeTo(run: Run, to: Color): Story<void> {
  yield* carryOut(run, {
    begin: beginSwap,
    input: { owner: ownerOf(run), to },
    poll: "pollRouter",
    resource: "the users' route",
    limitMinutes: 60,
  });
  note(run, "route.written", { to });
  yield* publish(run);
}
