/** Every user: what a full swap gives the candidate at once, and a progressive one in its last step. */
export const fullShare = 100;

/** The previous environment's weight while both serve. */
export const weightOfOther = 100;

const [lightest, heaviest] = [1, 1000];

/** The candidate's weight beside `weightOfOther` for a share in percent: 5 % = 5, 25 % = 33, 50 % = 100, 90 % = 900. */
export function weightFor(percent: number): number {
  const exact = (percent / (fullShare - percent)) * weightOfOther;
  return Math.min(heaviest, Math.max(lightest, Math.round(exact)));
}
