import { allowPlainHttpSchema, baseUrlSchema, refusePlainHttp, secretSchema } from '@linkwright/http';
import { z } from 'zod';

export const hubspotSettingsSchema = z
  .strictObject({
    accessToken: secretSchema('expected a service key, or the token of an app').describe(
      'A service key, or the token of a project app with static authentication.',
    ),
    baseUrl: baseUrlSchema()
      .default('https://api.hubapi.com')
      .describe('Another host: the sandbox, a proxy, or one that HubSpot names for accounts hosted in the EU.'),
    allowPlainHttp: allowPlainHttpSchema,
  })
  .superRefine(refusePlainHttp);

export type HubspotSettings = z.output<typeof hubspotSettingsSchema>;

/** HubSpot's published limits of the smallest plan; answers announce higher ones. */
export const hubspotRateLimits = {
  default: { requests: 100, perMs: 10_000 },
  // 5 per second and account, whichever app asks; one is left to the others.
  search: { requests: 4, perMs: 1000 },
  associations: { requests: 100, perMs: 10_000 },
} as const;
