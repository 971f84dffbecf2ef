import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import type { OperationInput } from "../run.ts";
import { rollbackOf } from "./go-back.ts";
import { takeOver } from "./take-over.ts";

/** After an upgrade has completed: back to what was kept. What has not completed is finished, whoever left it. */
export function rollback(context: OrchestrationContext): Story<OperationHead> {
  const input = context.df.getInput<OperationInput>();
  return input.unfinished === undefined ? rollbackOf(context) : takeOver(context, input, input.unfinished);
}
