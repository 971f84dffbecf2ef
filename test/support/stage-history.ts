/** About what the history of one execution holds. */
export class StageHistory {
  /** Two of every execution: that it has begun, and that it has ended. */
  events = 2;
  /** Of inputs and answers; only where somebody wants to know. */
  bytes = 0;
  private readonly weighs: boolean;

  constructor(weighs: boolean) {
    this.weighs = weighs;
  }

  add(events: number, ...told: readonly unknown[]): void {
    this.events += events;
    if (!this.weighs) return;
    for (const one of told) this.bytes += JSON.stringify(one ?? null).length;
  }

  /** The larger of both, each by itself. */
  most(other: StageHistory | undefined): StageHistory {
    const most = new StageHistory(this.weighs);
    most.events = Math.max(this.events, other?.events ?? 0);
    most.bytes = Math.max(this.bytes, other?.bytes ?? 0);
    return most;
  }
}
