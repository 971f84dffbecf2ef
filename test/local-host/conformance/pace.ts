/** Where it mattered when a request was sent: at once, or so many milliseconds after the last one had settled. */
const paces: Readonly<Record<string, Readonly<Record<number, "atOnce" | number>>>> = {
  "event-immediately": { 1: "atOnce" },
  "cfg-blast": { 1: 3000 },
  "cfg-blast-long": { 1: 15_000 },
};

export const before = (scenario: string, index: number): "atOnce" | number | undefined =>
  paces[scenario]?.[index];
