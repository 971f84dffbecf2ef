/** On a cluster: the environment that users can be taken back to, and the operation that has put it away. */
export const keptTag = "bluegreen-kept-by";

/** On the same cluster: since when it stands still (ISO 8601); AKS itself does not tell. */
export const stoppedTag = "bluegreen-stopped-at";
