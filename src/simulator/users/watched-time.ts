/** When users are looked at closely: while a swap may be felt. */
export interface WatchedTime {
  /** A write to the users' route was accepted. */
  usersRouteWritten(): void;
  clusterStopped(): void;
  operationsEnded(): void;
  isNow(): boolean;
}

export function createWatchedTime(edgesDisagree: () => boolean): WatchedTime {
  let isSwapOpen = false;
  return {
    usersRouteWritten: () => void (isSwapOpen = true),
    clusterStopped: () => void (isSwapOpen = false),
    operationsEnded: () => void (isSwapOpen = false),
    isNow: () => isSwapOpen || edgesDisagree(),
  };
}
