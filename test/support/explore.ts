export interface Space<State, Step> {
  readonly start: State;
  /** States with one key are one state. */
  readonly keyOf: (state: State) => string;
  readonly stepsFrom: (state: State) => readonly Step[];
  readonly stateAfter: (step: Step) => State;
  readonly labelOf: (step: Step) => string;
  /** What does not hold in a state, in a sentence; asked once of each. */
  readonly brokenIn?: (state: State) => string | undefined;
  /** What a step breaks, in a sentence; asked of every one. */
  readonly brokenBy?: (state: State, step: Step) => string | undefined;
  /** Where it may rest. From every state such a one must be in reach, or the state is a dead end. */
  readonly mayRest?: (state: State) => boolean;
  /** What must stay in reach although not everybody helps. */
  readonly mustReach?: Reach<State, Step>;
  /** Told of every step, for whoever counts what was covered. */
  readonly onStep?: (step: Step) => void;
  /** More states than this mean that the space was not thought through. */
  readonly mostStates: number;
}

/** From every state of one kind one of another kind is in reach, by some of the steps alone. */
export interface Reach<State, Step> {
  readonly promise: string;
  readonly from: (state: State) => boolean;
  readonly to: (state: State) => boolean;
  readonly by: (step: Step) => boolean;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state that is farthest away. */
  readonly depth: number;
  readonly seconds: number;
  /** The first promise that was broken, with a shortest way there. */
  readonly broken: { readonly promise: string; readonly trace: readonly string[] } | null;
  /** The way to a state that cannot come to rest any more. */
  readonly deadEnd: readonly string[] | null;
  /** The way to a state from which what must be in reach is not. */
  readonly outOfReach: readonly string[] | null;
}

/** Looks at every state that can come, nearest first, so that the trace to a broken promise is a shortest one. */
export function explore<State, Step>(space: Space<State, Step>): Exploration {
  const startedAt = performance.now();
  const walk = new Walk(space);
  const broken = walk.run();
  const deadEnd = broken === null ? walk.deadEnd() : null;
  const outOfReach = broken === null ? walk.outOfReach() : null;
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...walk.size(), seconds, broken, deadEnd, outOfReach };
}

class Walk<State, Step> {
  readonly #space: Space<State, Step>;
  readonly #states: State[] = [];
  readonly #parents: number[] = [];
  readonly #numbers = new Map<string, number>();
  /** Every transition, for the way back from where it may rest. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  /** Which of them count for what must be in reach. */
  readonly #counts: boolean[] = [];

  constructor(space: Space<State, Step>) {
    this.#space = space;
    this.#numberOf(space.start, -1);
  }

  run(): Exploration["broken"] {
    const { stepsFrom, mostStates } = this.#space;
    for (let at = 0; at < this.#states.length; at += 1) {
      const state = this.#states[at] as State;
      const broken = this.#lieIn(state, at);
      if (broken !== undefined) return broken;
      for (const step of stepsFrom(state)) {
        const breach = this.#take(step, at);
        if (breach !== undefined) return breach;
      }
      if (this.#states.length > mostStates) throw new Error(`more than ${mostStates} states`);
    }
    return null;
  }

  size(): Pick<Exploration, "states" | "transitions" | "depth"> {
    const depth = this.#waysTo(this.#states.length - 1).length;
    return { states: this.#states.length, transitions: this.#to.length, depth };
  }

  deadEnd(): Exploration["deadEnd"] {
    const { mayRest } = this.#space;
    if (mayRest === undefined) return null;
    const lost = this.#reaching(mayRest, () => true).indexOf(0);
    return lost < 0 ? null : this.#traceTo(lost);
  }

  outOfReach(): Exploration["outOfReach"] {
    const { mustReach } = this.#space;
    if (mustReach === undefined) return null;
    const reaching = this.#reaching(mustReach.to, (transition) => this.#counts[transition] === true);
    const lost = this.#states.findIndex((state, at) => reaching[at] === 0 && mustReach.from(state));
    return lost < 0 ? null : this.#traceTo(lost);
  }

  /** 1 for every state from which one that is wanted is in reach by the transitions that count. */
  #reaching(isWanted: (state: State) => boolean, counts: (transition: number) => boolean): Uint8Array {
    const before = this.#predecessors(counts);
    const open = this.#states.flatMap((state, at) => (isWanted(state) ? [at] : []));
    const reaching = new Uint8Array(this.#states.length);
    for (const at of open) reaching[at] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const fresh = [...before(at)].filter((one) => reaching[one] === 0);
      for (const one of fresh) reaching[one] = 1;
      open.push(...fresh);
    }
    return reaching;
  }

  #lieIn(state: State, at: number): NonNullable<Exploration["broken"]> | undefined {
    const promise = this.#space.brokenIn?.(state);
    return promise === undefined ? undefined : { promise, trace: this.#traceTo(at) };
  }

  #take(step: Step, at: number): NonNullable<Exploration["broken"]> | undefined {
    const { brokenBy, stateAfter, labelOf, onStep, mustReach } = this.#space;
    onStep?.(step);
    const promise = brokenBy?.(this.#states[at] as State, step);
    if (promise !== undefined) return { promise, trace: [...this.#traceTo(at), labelOf(step)] };
    this.#from.push(at);
    this.#to.push(this.#numberOf(stateAfter(step), at));
    if (mustReach !== undefined) this.#counts.push(mustReach.by(step));
    return undefined;
  }

  #numberOf(state: State, parent: number): number {
    const key = this.#space.keyOf(state);
    const found = this.#numbers.get(key);
    if (found !== undefined) return found;
    const number = this.#states.length;
    this.#numbers.set(key, number);
    this.#states.push(state);
    this.#parents.push(parent);
    return number;
  }

  /** Transitions sorted by where they lead, in flat arrays: there are millions. */
  #predecessors(counts: (transition: number) => boolean): (at: number) => Int32Array {
    const ends = new Int32Array(this.#states.length + 1);
    for (const [index, to] of this.#to.entries()) if (counts(index)) ends[to + 1] = (ends[to + 1] ?? 0) + 1;
    for (let at = 0; at < this.#states.length; at += 1) ends[at + 1] = (ends[at + 1] ?? 0) + (ends[at] ?? 0);
    const filled = ends.slice();
    const sorted = new Int32Array(this.#to.length);
    for (const [index, to] of this.#to.entries()) {
      if (!counts(index)) continue;
      const place = filled[to] ?? 0;
      sorted[place] = this.#from[index] ?? 0;
      filled[to] = place + 1;
    }
    return (at) => sorted.subarray(ends[at], ends[at + 1]);
  }

  #waysTo(state: number): readonly number[] {
    const way: number[] = [];
    for (let at = state; at > 0; at = this.#parents[at] ?? 0) way.push(at);
    return way.toReversed();
  }

  /** The steps are taken once more: to remember the label of each would cost more than to find it again. */
  #traceTo(state: number): readonly string[] {
    const { keyOf, stepsFrom, stateAfter, labelOf } = this.#space;
    return this.#waysTo(state).map((at) => {
      const from = this.#states[this.#parents[at] ?? 0] as State;
      const key = keyOf(this.#states[at] as State);
      const taken = stepsFrom(from).find((step) => keyOf(stateAfter(step)) === key);
      return taken === undefined ? "" : labelOf(taken);
    });
  }
}
