import { z } from "zod";
import { merge } from "../front-door/merge.ts";
import { nameIn } from "../front-door/names.ts";
import type { ArmAnswer, ArmProvider, ArmRequest } from "../joints.ts";
import type { RecordBook } from "./record-book.ts";

const zonePath =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/dnsZones\/([^/]+))(?:\/A(?:\/([^/]+))?)?$/i;

const RecordProperties = z.looseObject({
  TTL: z.int().min(1).max(2_147_483_647),
  ARecords: z
    .array(z.strictObject({ ipv4Address: z.ipv4() }))
    .min(1)
    .max(20),
  metadata: z.record(z.string(), z.string()).optional(),
});

type RecordProperties = z.infer<typeof RecordProperties>;

interface RecordSet {
  readonly id: string;
  properties: RecordProperties;
  /** Counted for each record set, so that a tag does not tell in which order others were written. */
  version: number;
}

export interface DnsZones {
  readonly provider: ArmProvider;
  /** Makes a record set that was there before anybody looked. */
  seed(recordSetId: string, ip: string): void;
}

/** Microsoft.Network/dnsZones 2018-05-01 with its A record sets; what is written holds at once. */
export function createDnsZones(book: RecordBook, ttlSeconds = 60): DnsZones {
  const records = new Map<string, RecordSet>();
  const store = (id: string, properties: RecordProperties): RecordSet => {
    const before = records.get(id.toLowerCase());
    const record = { id: before?.id ?? id, properties, version: (before?.version ?? 0) + 1 };
    records.set(id.toLowerCase(), record);
    const ips = properties.ARecords.map(({ ipv4Address }) => ipv4Address);
    book.write(hostOf(id), { ttlSeconds: properties.TTL, ips });
    return record;
  };
  const desk: Desk = { records, store };
  return {
    seed: (id, ipv4Address) => void store(id, { TTL: ttlSeconds, ARecords: [{ ipv4Address }] }),
    provider: { find: (request) => operationFor(desk, request) },
  };
}

interface Desk {
  readonly records: ReadonlyMap<string, RecordSet>;
  readonly store: (id: string, properties: RecordProperties) => RecordSet;
}

/** `…/dnsZones/shop.example/A/blue` is blue.shop.example; `@` is the zone itself. */
function hostOf(recordSetId: string): string {
  const [, , zone = "", name = ""] = zonePath.exec(recordSetId) ?? [];
  return (name === "@" ? zone : `${name}.${zone}`).toLowerCase();
}

function operationFor(desk: Desk, request: ArmRequest): ReturnType<ArmProvider["find"]> {
  const [, zoneId, , name] = zonePath.exec(request.path) ?? [];
  if (zoneId === undefined) return undefined;
  const operation = (operationId: string, answer: () => ArmAnswer) => ({
    operationId,
    resourceId: request.path,
    isWrite: request.method !== "GET",
    answer: () => (hasZone(desk, zoneId) ? answer() : notFound(zoneId)),
  });
  if (name === undefined) {
    if (request.method !== "GET") return undefined;
    return request.path === zoneId
      ? operation("Zones_Get", () => ({ status: 200, body: zoneBody(desk, zoneId) }))
      : operation("RecordSets_ListByType", () => ({
          status: 200,
          body: { value: recordsIn(desk, zoneId).map(bodyOf) },
        }));
  }
  switch (request.method) {
    case "GET":
      return operation("RecordSets_Get", () => read(desk, request));
    case "PUT":
      return operation("RecordSets_CreateOrUpdate", () => write(desk, request));
    case "PATCH":
      return operation("RecordSets_Update", () => write(desk, request));
    default:
      return undefined;
  }
}

const recordsIn = ({ records }: Desk, zoneId: string): readonly RecordSet[] =>
  [...records].filter(([key]) => key.startsWith(`${zoneId.toLowerCase()}/`)).map(([, record]) => record);

/** A zone is there as long as something is in it. */
const hasZone = (desk: Desk, zoneId: string): boolean => recordsIn(desk, zoneId).length > 0;

function read({ records }: Desk, { path }: ArmRequest): ArmAnswer {
  const record = records.get(path.toLowerCase());
  return record === undefined ? notFound(path) : { status: 200, body: bodyOf(record) };
}

const Body = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

function write({ records, store }: Desk, request: ArmRequest): ArmAnswer {
  const before = records.get(request.path.toLowerCase());
  if (before === undefined && request.method === "PATCH") return notFound(request.path);
  const unmet = unmetCondition(request, before);
  if (unmet !== undefined) return unmet;
  const body = Body.safeParse(request.body);
  if (!body.success) return badRequest(z.prettifyError(body.error));
  const base = request.method === "PATCH" ? (before?.properties ?? {}) : {};
  const wished = RecordProperties.safeParse(merge(base, withoutReadOnly(body.data.properties)));
  if (!wished.success) return badRequest(z.prettifyError(wished.error));
  const status = before === undefined ? 201 : 200;
  return { status, body: bodyOf(store(request.path, wished.data)) };
}

const withoutReadOnly = (properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== "fqdn" && name !== "provisioningState"),
  );

function unmetCondition({ headers }: ArmRequest, before: RecordSet | undefined): ArmAnswer | undefined {
  const [match, noneMatch] = [headers["if-match"], headers["if-none-match"]];
  const found = before === undefined ? "" : etagOf(before);
  const isMet = noneMatch === "*" ? before === undefined : match === undefined || match === found;
  if (isMet) return undefined;
  const [name, value] = noneMatch === "*" ? ["If-None-Match", "*"] : ["If-Match", match ?? ""];
  const message = `The condition '${value}' in the ${name} header was not satisfied. The current was '${found}'.`;
  return { status: 412, body: { code: "PreconditionFailed", message } };
}

const etagOf = ({ version }: RecordSet): string =>
  `00000000-0000-0000-0000-${String(version).padStart(12, "0")}`;

const bodyOf = (record: RecordSet) => ({
  id: record.id,
  name: nameIn(record.id),
  type: "Microsoft.Network/dnszones/A",
  etag: etagOf(record),
  properties: {
    ...record.properties,
    fqdn: `${hostOf(record.id)}.`,
    targetResource: {},
    provisioningState: "Succeeded",
  },
});

const zoneBody = (desk: Desk, zoneId: string) => ({
  id: zoneId,
  name: nameIn(zoneId),
  type: "Microsoft.Network/dnszones",
  etag: "00000000-0000-0000-0000-000000000001",
  location: "global",
  tags: {},
  properties: {
    // Every zone has an NS and an SOA record set besides.
    numberOfRecordSets: recordsIn(desk, zoneId).length + 2,
    maxNumberOfRecordSets: 10_000,
    nameServers: [1, 2, 3, 4].map((nth) => `ns${nth}-01.azure-dns.com.`),
    zoneType: "Public",
  },
});

const badRequest = (message: string): ArmAnswer => ({
  status: 400,
  body: { code: "BadRequest", message: message.replaceAll("\n", " ") },
});

const notFound = (id: string): ArmAnswer => ({
  status: 404,
  body: { error: { code: "ResourceNotFound", message: `The Resource '${id}' was not found.` } },
});
