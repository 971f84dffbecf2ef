import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
} from "@azure/core-rest-pipeline";
import { z } from "zod";
import type { HasPipeline } from "./clients.ts";
import { parsedAs, refusal, troubleWith } from "./errors.ts";
import { noReason } from "./reactions.ts";
import type { HeaderOf } from "./retry-after.ts";

/** By provider, or by provider and type where its types differ; where there is an SDK client, the one that it sends. */
const apiVersions: Readonly<Record<string, string>> = {
  "microsoft.containerservice": "2026-04-01",
  "microsoft.cdn": "2024-02-01",
  "microsoft.network": "2021-06-01",
  "microsoft.kubernetesconfiguration": "2023-05-01",
  "microsoft.authorization/locks": "2020-05-01",
  "microsoft.authorization/roleassignments": "2022-04-01",
  "microsoft.dataprotection": "2025-09-01",
  "microsoft.eventgrid": "2025-02-15",
  "microsoft.insights/datacollectionruleassociations": "2022-06-01",
  "microsoft.insights/diagnosticsettings": "2021-05-01-preview",
};

export interface RawAnswer {
  readonly status: number;
  readonly header: HeaderOf;
  readonly body: unknown;
}

export interface RawRequest {
  readonly method: HttpMethods;
  /** A resource id, perhaps with an action behind it, or a whole status URL. */
  readonly target: string;
  /** What it is about, in errors. */
  readonly resource: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const http = createDefaultHttpClient();

/**
 * One request through an SDK client's own pipeline: its sign-in and user agent, but the body as it is. The
 * clients' serializers drop what they do not know, hide Retry-After, and wait where we must not.
 */
export async function sendRaw(client: HasPipeline, question: RawRequest): Promise<RawAnswer> {
  const headers = createHttpHeaders({ accept: "application/json", ...question.headers });
  if (question.body !== undefined) headers.set("content-type", "application/json");
  const body = question.body === undefined ? {} : { body: JSON.stringify(question.body) };
  const request = createPipelineRequest({
    url: urlOf(question),
    method: question.method,
    headers,
    timeout: 60_000,
    ...body,
  });
  const response = await client.pipeline.sendRequest(http, request).catch((error: unknown) => {
    throw troubleWith(question.resource, error);
  });
  const parsed = jsonOf(response.bodyAsText);
  const header: HeaderOf = (name) => response.headers.get(name);
  if (response.status >= 400) {
    const { code, message } = errorIn(parsed, response.status);
    throw refusal({ status: response.status, code, message, resource: question.resource, header });
  }
  return { status: response.status, header, body: parsed };
}

function urlOf({ target, resource }: RawRequest): string {
  if (target.startsWith("https://")) return target;
  // of a list, too, whose id ends with a type instead of a name
  const [, provider = "", type = ""] = /.*\/providers\/([^/]+)(\/[^/]+)?/i.exec(resource.toLowerCase()) ?? [];
  const version = apiVersions[`${provider}${type}`] ?? apiVersions[provider] ?? "";
  return `https://management.azure.com${target}?api-version=${version}`;
}

function jsonOf(text: string | null | undefined): unknown {
  try {
    return text === null || text === undefined || text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const Said = z.object({ code: z.string().min(1).catch(""), message: z.string().min(1).catch("") }).catch({
  code: "",
  message: "",
});

/** AKS sends `{code, message}` bare, other providers inside `error`; anything of it may be null or missing. */
function errorIn(body: unknown, status: number): { code: string; message: string } {
  const { error } = (body ?? {}) as { error?: unknown };
  const { code, message } = Said.parse(error ?? body);
  return { code: code || `HTTP_${status}`, message: message || noReason };
}

/** The raw body of a resource, or undefined when it is not there. */
export async function readRaw(client: HasPipeline, id: string): Promise<unknown> {
  try {
    return (await sendRaw(client, { method: "GET", target: id, resource: id })).body;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What was asked for is not there; a resource group or subscription that is missing is something else. */
export function isNotFound(error: unknown): boolean {
  const code = (error as { trouble?: { code?: string } }).trouble?.code;
  return code === "ResourceNotFound" || code === "NotFound" || code === "HTTP_404";
}

const Page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** More pages than any list of ours can have: a list that goes on for ever is garbage. */
const mostPages = 100;

/** Every item of a list, page by page; one that cannot be read is never taken for an empty list. */
export async function listRaw<Item>(
  client: HasPipeline,
  id: string,
  item: z.ZodType<Item>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let target: string | null = id;
  for (let pages = 0; target !== null && pages < mostPages; pages += 1) {
    const { body } = await sendRaw(client, { method: "GET", target, resource: id });
    const page: z.infer<typeof Page> = parsedAs(Page, body, id);
    items.push(...page.value.map((one) => parsedAs(item, one, id)));
    target = page.nextLink || null;
  }
  return items;
}
