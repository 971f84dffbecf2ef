import type { Agenda, ArmProvider, ClusterDirectory, Color, Draw, WorldSeed } from "../joints.ts";
import { createDnsZones } from "./dns-zones.ts";
import { createIngressAddresses } from "./ingress-addresses.ts";
import { createPublicIps } from "./public-ips.ts";
import { createRecordBook } from "./record-book.ts";
import { createResolvers } from "./resolvers.ts";
import { recordSetOf } from "./settings.ts";
import type { WayIn } from "./way-in.ts";
import { openWayIn } from "./way-in.ts";

/** How the origins' host names lead to the ingresses. */
export interface Names {
  readonly providers: readonly ArmProvider[];
  /** For whoever comes through the proxy. */
  hosts(): readonly { readonly host: string; readonly port: number }[];
  /** undefined: nothing is behind the address that this asker has for the name. */
  portOf(host: string, asker: string): number | undefined;
  /** Whether that color's name is the address of its cluster, whoever may know that yet. */
  isRight(color: Color): boolean;
  onLearnt(listener: (host: string, asker: string) => void): void;
  close(): Promise<void>;
}

export interface NamesOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly directory: ClusterDirectory;
  /** Who looks names up, besides the proxy. */
  readonly askers: readonly string[];
  readonly ingresses: { portOf(hostName: string): number | undefined };
}

const colors = ["blue", "green"] as const;
const proxy = "proxy";
/** Set aside for documentation (RFC 5737): the address of what was never built. */
const nowhere = "192.0.2.1";

export async function startNames(options: NamesOptions): Promise<Names> {
  const { seed, ingresses } = options;
  const locked = seed.originLock === "network" ? await openWayIn(() => undefined) : undefined;
  if (seed.addresses === "dns") return startDnsNames(options, locked);
  return {
    providers: [createPublicIps({ ...options, addresses: createIngressAddresses(options) })],
    hosts: () =>
      colors.flatMap((color) => {
        const host = hostOf(seed, color);
        const port = locked?.port ?? ingresses.portOf(host);
        return port === undefined ? [] : [{ host, port }];
      }),
    portOf: (host) => ingresses.portOf(host),
    isRight: () => true,
    onLearnt: () => undefined,
    close: async () => locked?.close(),
  };
}

/** `locked`: where everybody ends who is no edge. */
async function startDnsNames(options: NamesOptions, locked: WayIn | undefined): Promise<Names> {
  const { agenda, seed, askers, ingresses } = options;
  const addresses = createIngressAddresses(options);
  const book = createRecordBook(agenda);
  const zones = createDnsZones(book, seed.recordTtlSeconds);
  for (const color of colors) zones.seed(recordSetOf(seed, color), addresses.of(color) ?? nowhere);
  const resolvers = createResolvers({ ...options, book, askers: [...askers, proxy] });
  const portOf = (host: string, asker: string) => {
    const color = addresses.colorAt(resolvers.addressOf(host, asker) ?? nowhere);
    return color === undefined ? undefined : ingresses.portOf(hostOf(seed, color));
  };
  const waysIn: { readonly host: string; readonly way: WayIn }[] = [];
  for (const host of colors.map((color) => hostOf(seed, color))) {
    waysIn.push({ host, way: await openWayIn(() => portOf(host, proxy)) });
  }
  return {
    providers: [zones.provider, createPublicIps({ ...options, addresses })],
    hosts: () => waysIn.map(({ host, way }) => ({ host, port: (locked ?? way).port })),
    portOf,
    isRight(color) {
      const ip = addresses.of(color);
      return ip !== undefined && (book.at(hostOf(seed, color), agenda.now())?.ips.includes(ip) ?? false);
    },
    onLearnt: (listener) => resolvers.onLearnt(listener),
    async close() {
      await Promise.all([locked?.close(), ...waysIn.map(({ way }) => way.close())]);
    },
  };
}

const hostOf = ({ originHosts }: WorldSeed, color: Color): string => originHosts[color].toLowerCase();
