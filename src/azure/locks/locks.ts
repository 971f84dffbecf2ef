import { z } from "zod";
import { OutsideError } from "../../workflow/errors.ts";
import type { ResourceLocks } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { listRaw } from "../arm/raw.ts";
import { parseResourceId } from "../arm/resource-id.ts";

const Lock = z.looseObject({ id: z.string(), properties: z.looseObject({ level: z.string() }) });

const type = /\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;

/** A subscription's list tells every lock in it, whatever its scope. */
export function resourceLocks(clients: Clients): ResourceLocks {
  const inSubscription = async (subscriptionId: string) => {
    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/locks`;
    const url = `https://management.azure.com${path}?api-version=2020-05-01`;
    const locks = await listRaw(clients.aks(subscriptionId), url, Lock);
    return locks.map(({ id, properties }) => ({ id, scope: id.replace(type, ""), level: properties.level }));
  };
  return {
    near: async (ids) => {
      const subscriptions = new Set(ids.map((id) => parseResourceId(id).subscriptionId.toLowerCase()));
      try {
        return (await Promise.all([...subscriptions].map(async (one) => inSubscription(one)))).flat();
      } catch (error) {
        // what may work after a wait is asked again by whoever plans
        if (!(error instanceof OutsideError) || error.trouble.reaction === "later") throw error;
        return { unread: `[${error.trouble.code}] ${error.trouble.message}` };
      }
    },
  };
}
