import { compare, type Difference } from "./compare.ts";
import { judge, type Judgement } from "./known-differences.ts";
import { before } from "./pace.ts";
import type { Bindings } from "./placeholders.ts";
import {
  isExchange,
  type Exchange,
  type RecordedRequest,
  type RecordedResponse,
  type Recording,
} from "./recording.ts";
import { send } from "./send.ts";
import type { Subject } from "./subject.ts";

/** What a status must have come to before it is another one than recorded. */
const longestWaitMs = 90_000;

/** Sends what was sent to the real host, in that order, and compares every answer. */
export async function drive(
  recording: Recording,
  subject: Subject,
  bindings: Bindings,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const [index, entry] of recording.exchanges.entries()) {
    if (isExchange(entry)) {
      await pause(recording, subject, index);
      const found = await exchange({ recording, subject, bindings }, entry, `exchange ${index}`);
      differences.push(...found);
    } else {
      await subject.pass(Number(/after (\d+) ms/.exec(entry.note)?.[1] ?? 0));
    }
  }
  return differences;
}

async function pause(recording: Recording, subject: Subject, index: number): Promise<void> {
  const pace = before(recording.name, index);
  if (pace === "atOnce") return;
  await subject.settle();
  if (pace !== undefined) await subject.pass(pace);
}

interface Run {
  readonly recording: Recording;
  readonly subject: Subject;
  readonly bindings: Bindings;
}

/** A query is asked again until it answers what was recorded: whoever recorded it had waited for that, too. */
async function exchange(
  run: Run,
  { request, response, note }: Exchange,
  place: string,
): Promise<readonly Difference[]> {
  let best: { readonly judgement: Judgement; readonly bindings: Bindings } | undefined;
  const attempt = async (): Promise<boolean> => {
    const tried: Bindings = new Map(run.bindings);
    const whole = await ask(run.subject, filled(request, run.bindings));
    const answer = note === "(list shortened)" ? shortened(whole, response) : whole;
    const judgement = judge(
      run.recording.name,
      answerDifferences(response, answer, { bindings: tried, place }),
    );
    if (best === undefined || judgement.unknown.length < best.judgement.unknown.length) {
      best = { judgement, bindings: tried };
    }
    return judgement.unknown.length === 0;
  };
  if (isQuery(request.method, request.path)) await run.subject.until(attempt, longestWaitMs);
  else await attempt();
  for (const [name, value] of best?.bindings ?? []) run.bindings.set(name, value);
  return best?.judgement.all ?? [];
}

/** With the tokens that earlier answers have given. */
function filled(request: RecordedRequest, bindings: Bindings): RecordedRequest {
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => {
    const inner = /^<base64 of: (.*)>$/.exec(value)?.[1];
    if (inner === undefined) return [name, value] as const;
    return [name, Buffer.from(bindings.get(inner) ?? inner).toString("base64")] as const;
  });
  return { ...request, headers: Object.fromEntries(headers) };
}

/** Of a list that was recorded in part, that part. */
function shortened(answer: RecordedResponse, recorded: RecordedResponse): RecordedResponse {
  const items = answer.body as readonly { readonly name: string }[];
  const names = (recorded.body as typeof items).map(({ name }) => name);
  return { ...answer, body: items.filter(({ name }) => names.includes(name)) };
}

/** Some requests are answered only when time has passed. */
async function ask(subject: Subject, request: RecordedRequest): Promise<RecordedResponse> {
  const answer = send(subject, request);
  if (!request.path.includes("timeout=")) return await answer;
  let isAnswered = false;
  const whenAnswered = answer.finally(() => {
    isAnswered = true;
  });
  while (!isAnswered) await subject.until(async () => isAnswered, 1000);
  return await whenAnswered;
}

const isQuery = (method: string, path: string): boolean =>
  method === "GET" && /\/durabletask\/(?:instances|entities)\/[^?]/.test(path);

function answerDifferences(
  recorded: RecordedResponse,
  actual: RecordedResponse,
  { bindings, place }: { bindings: Bindings; place: string },
): readonly Difference[] {
  const told = ({ status, headers, body }: RecordedResponse): object => ({
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const),
    ),
    body,
  });
  return compare({ recorded: told(recorded), actual: told(actual) }, bindings, `${place} / `).map(
    (difference) => ({
      ...difference,
      place: difference.place.replace("/ .", "/ "),
    }),
  );
}
