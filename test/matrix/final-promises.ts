import { otherColor } from "../../src/domain/environment/pair.ts";
import type { OperationDocument } from "../../src/workflow/ports.ts";
import type { World } from "./play-cell.ts";

type Failing = readonly [promise: string, detail: string];

/** What must be true when a story is over. */
export function finalPromises(world: World): readonly Failing[] {
  const documents = [...world.azure.documents.values()];
  const safe = secondUpgrades(world, documents);
  // without its own storage the app can neither go on nor tell anybody; it must only do no harm
  if (isWithoutStorage(world)) return safe;
  return [
    ...safe,
    ...endings(world, documents),
    ...documents.flatMap(provenFailures),
    ...owners(world),
    ...acceptedRollbacks(world, documents),
  ];
}

const isWithoutStorage = ({ cell }: World): boolean =>
  cell.faults.some(
    ({ site, kind }) => kind === "refusedForGood" && /^(records|journals|claimed|operations)\./.test(site),
  );

/** Ended, or waiting where everybody can see it. */
function endings({ stage }: World, documents: readonly OperationDocument[]): readonly Failing[] {
  const running = new Set(stage.running().map((one) => one.id));
  return documents.flatMap(({ head }): readonly Failing[] => {
    const { id, position, outcome, why, frozenSince } = head;
    if (outcome !== null) return [];
    // on a way back `why` says why users go back, not what is waited for
    const isGoingBack = position.phase === "rollingBack" || position.phase === "aborting";
    const waits = isGoingBack ? frozenSince !== null : why !== null;
    if (!running.has(id) || waits) return [];
    return [["every operation ends or waits visibly", `${id} is still ${position.phase}`]];
  });
}

/** Users were moved, so it cannot just have failed. */
const provenFailures = ({ head, journal }: OperationDocument): readonly Failing[] =>
  head.outcome === "failed" && journal.some(({ event }) => event === "route.written")
    ? [["no operation fails after users have begun to move", `${head.id}: ${head.why ?? ""}`]]
    : [];

/** I16: nobody owns the pair, or somebody who lives. */
function owners({ azure, stage, cell }: World): readonly Failing[] {
  const owner = azure.record?.record.operationId ?? null;
  if (owner === null || stage.running().some((one) => one.id === owner)) return [];
  if (cell.operation === "takeOver" && owner === "shop-1-upgrade") {
    return [["a dead owner is taken over when a person asks", owner]];
  }
  return [["I16: the pair is owned by somebody who has ended", owner]];
}

/** I8: who was told 202 gets users on the other side, or is told in the journal what happened instead. */
function acceptedRollbacks(world: World, documents: readonly OperationDocument[]): readonly Failing[] {
  const { azure, cell, candidate, person, stage } = world;
  const isAccepted = person.answers.some(({ what, kind }) => what === "rollBack" && kind === "accepted");
  if (!isAccepted) return [];
  // a way back that turns sick is left again
  if (cell.operation === "rollback" && cell.candidate !== "never") return [];
  const goal = cell.operation === "rollback" ? candidate : otherColor(candidate);
  const users = azure.users();
  if (users[goal] > 0.99) return [];
  const running = new Set(stage.running().map((one) => one.id));
  const isTold = documents.some(
    ({ head, journal }) =>
      (head.outcome === null && running.has(head.id)) ||
      journal.some(({ event }) => event === "command.refused") ||
      (head.kind === "rollback" && (head.outcome === "failed" || head.outcome === "aborted")),
  );
  return isTold ? [] : [["I8: an accepted rollback was forgotten", JSON.stringify(users)]];
}

/** I10: after one that has ended badly nothing starts by itself. */
function secondUpgrades({ person }: World, documents: readonly OperationDocument[]): readonly Failing[] {
  const started = person.answers.filter(({ what, kind }) => what === "upgrade" && kind === "started");
  const upgrades = documents.filter(({ head }) => head.kind === "upgrade");
  return started.length > 1 && upgrades.length > 1
    ? [["I10: a notification has started a second upgrade", started.map(({ id }) => id).join(", ")]]
    : [];
}
