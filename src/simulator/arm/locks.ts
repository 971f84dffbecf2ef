import type { ArmProvider, WorldSeed } from "../joints.ts";

const path = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.Authorization\/locks$/i;

/** Microsoft.Authorization's locks, 2020-05-01: those that somebody laid before. They hold nobody back. */
export const locksOf = ({ locks = [] }: WorldSeed): ArmProvider => ({
  find(request) {
    const subscription = request.method === "GET" ? path.exec(request.path)?.[1] : undefined;
    if (subscription === undefined) return undefined;
    const within = `/subscriptions/${subscription}`.toLowerCase();
    const value = locks
      .filter(({ scope }) => `${scope.toLowerCase()}/`.startsWith(`${within}/`))
      .map(({ scope, name, level }) => ({
        id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
        name,
        type: "Microsoft.Authorization/locks",
        properties: { level },
      }));
    return {
      operationId: "ManagementLocks_ListAtSubscriptionLevel",
      resourceId: request.path,
      isWrite: false,
      answer: () => ({ status: 200, body: { value } }),
    };
  },
});
