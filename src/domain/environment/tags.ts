/** On a cluster: the environment that users can be taken back to, and the operation that has put it away. */
export const keptTag = "bluegreen-kept-by";
