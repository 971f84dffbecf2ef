import { waysOut } from "./story-ways-out.ts";
import { straightWay } from "./story-straight.ts";
import type { Step } from "./story-parts.ts";
import type { StepName } from "./step-names.ts";

export type Story = Readonly<Record<StepName, Step>>;

export const theStory: Story = { ...straightWay, ...waysOut };
