import { createHttpHeaders, type PipelineRequest } from "@azure/core-rest-pipeline";
import type { HasPipeline } from "../../src/azure/arm/clients.ts";
import { OutsideError, type Trouble } from "../../src/workflow/errors.ts";

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An SDK client's pipeline whose network is a script: answers by path, or one after the other. */
export function scriptedArm(script: (request: PipelineRequest, nth: number) => ScriptedAnswer): {
  readonly client: HasPipeline;
  readonly asked: PipelineRequest[];
} {
  const asked: PipelineRequest[] = [];
  const sendRequest = async (_http: unknown, request: PipelineRequest) => {
    const { status, headers = {}, body } = script(request, asked.push(request));
    const bodyAsText = typeof body === "string" ? body : JSON.stringify(body ?? {});
    return { status, request, headers: createHttpHeaders(headers), bodyAsText };
  };
  return { client: { pipeline: { sendRequest } } as unknown as HasPipeline, asked };
}

export async function troubleOf(attempt: Promise<unknown>): Promise<Trouble> {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  if (!(error instanceof OutsideError)) throw new Error("there was no trouble", { cause: error });
  return error.trouble;
}
