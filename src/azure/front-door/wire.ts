import { z } from "zod";

const Reference = z.looseObject({ id: z.string() });
const State = z.string().nullish();

export const Endpoint = z.looseObject({
  name: z.string(),
  properties: z.looseObject({ enabledState: State }),
});

export const Route = z.looseObject({
  name: z.string(),
  properties: z.looseObject({
    originGroup: Reference.nullish(),
    enabledState: State,
    ruleSets: z.array(Reference).nullish(),
    cacheConfiguration: z.looseObject({}).nullish(),
    provisioningState: State,
  }),
});

export const Group = z.looseObject({
  name: z.string(),
  properties: z.looseObject({
    sessionAffinityState: State,
    healthProbeSettings: z
      .looseObject({
        probePath: z.string().nullish(),
        probeRequestType: z.string().nullish(),
        probeProtocol: z.string().nullish(),
        probeIntervalInSeconds: z.number().nullish(),
      })
      .nullish(),
    loadBalancingSettings: z
      .looseObject({
        sampleSize: z.number().nullish(),
        successfulSamplesRequired: z.number().nullish(),
        additionalLatencyInMilliseconds: z.number().nullish(),
      })
      .nullish(),
  }),
});

export const Origin = z.looseObject({
  name: z.string(),
  properties: z.looseObject({
    hostName: z.string(),
    originHostHeader: z.string().nullish(),
    priority: z.number().nullish(),
    weight: z.number().nullish(),
    enabledState: State,
    sharedPrivateLinkResource: z.looseObject({}).nullish(),
    provisioningState: State,
  }),
});

/** `originGroupOverride: null` is how ARM answers a rule that only caches. */
const Override = z.looseObject({
  name: z.literal("RouteConfigurationOverride"),
  parameters: z.looseObject({
    originGroupOverride: z.looseObject({ originGroup: Reference.nullish() }).nullish(),
  }),
});

export const Rule = z.looseObject({
  name: z.string(),
  properties: z.looseObject({ actions: z.array(z.looseObject({ name: z.string() })).nullish() }),
});

export const SecurityPolicy = z.looseObject({
  properties: z.looseObject({
    parameters: z
      .looseObject({
        associations: z
          .array(z.looseObject({ domains: z.array(z.looseObject({ id: State })).nullish() }))
          .nullish(),
      })
      .nullish(),
  }),
});

export const ProfileBody = z.looseObject({ sku: z.looseObject({ name: z.string().nullish() }).nullish() });

export type Endpoint = z.infer<typeof Endpoint>;
export type Route = z.infer<typeof Route>;
export type Group = z.infer<typeof Group>;
export type Origin = z.infer<typeof Origin>;
export type Rule = z.infer<typeof Rule>;

/** Ids of the groups that a rule sends requests to instead of the route's own. */
export const overridesOf = ({ properties }: Rule): readonly string[] =>
  (properties.actions ?? []).flatMap((action) => {
    const override = Override.safeParse(action).data?.parameters.originGroupOverride;
    return override?.originGroup?.id ?? [];
  });

/** Everything but "Disabled" is enabled: ARM leaves out what is as usual. */
export const isEnabled = (state: string | null | undefined): boolean => state?.toLowerCase() !== "disabled";
