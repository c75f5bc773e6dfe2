import {
  allowPlainHttpSchema,
  baseUrlSchema,
  refuseOAuthBeside,
  refusePlainHttp,
  secretSchema,
} from '@linkwright/http';
import { z } from 'zod';

export const hubspotSettingsSchema = z
  .strictObject({
    accessToken: secretSchema('expected a service key, or the token of an app')
      .optional()
      .describe(
        'A service key, or the token of a project app with static authentication. In its place an OAuth client may be given.',
      ),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Of an app with OAuth, such as that of the folder hubspot-app: linkwright connect then asks for a grant.',
      ),
    clientSecret: secretSchema('expected the client secret of the app').optional().describe('Of the app with OAuth.'),
    baseUrl: baseUrlSchema()
      .default('https://api.hubapi.com')
      .describe('Another host: the sandbox, a proxy, or one that HubSpot names for accounts hosted in the EU.'),
    allowPlainHttp: allowPlainHttpSchema,
  })
  .superRefine((settings, context) => {
    refusePlainHttp(settings, context);
    refuseOAuthBeside(settings, context, 'accessToken');
    if (settings.clientId !== undefined && settings.clientSecret === undefined) {
      context.addIssue({ code: 'custom', path: ['clientSecret'], message: 'give clientSecret with clientId' });
    }
  });

export type HubspotSettings = z.output<typeof hubspotSettingsSchema>;

/** HubSpot's published limits of the smallest plan; answers announce higher ones. */
export const hubspotRateLimits = {
  default: { requests: 100, perMs: 10_000 },
  // 5 per second and account, whichever app asks; one is left to the others.
  search: { requests: 4, perMs: 1000 },
  associations: { requests: 100, perMs: 10_000 },
} as const;
