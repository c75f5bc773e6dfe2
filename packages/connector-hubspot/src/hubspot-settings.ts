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
    appClientId: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Beside accessToken: an app that is installed in the account as well. HubSpot then says at once what has changed, by its journal.',
      ),
    appClientSecret: secretSchema('expected the client secret of the app')
      .optional()
      .describe('Of that app. Alone, without appClientId: the webhooks of the app are taken, and no journal is read.'),
  })
  .superRefine((settings, context) => {
    refusePlainHttp(settings, context);
    refuseOAuthBeside(settings, context, 'accessToken');
    if (settings.clientId !== undefined && settings.clientSecret === undefined) {
      context.addIssue({ code: 'custom', path: ['clientSecret'], message: 'give clientSecret with clientId' });
    }
    if (settings.appClientId !== undefined && settings.appClientSecret === undefined) {
      context.addIssue({ code: 'custom', path: ['appClientSecret'], message: 'give appClientSecret with appClientId' });
    }
    if (settings.clientId !== undefined && settings.appClientSecret !== undefined) {
      const message = 'is not needed with clientId: the app of the grant says what has changed';
      context.addIssue({ code: 'custom', path: ['appClientSecret'], message });
    }
  });

export type HubspotSettings = z.output<typeof hubspotSettingsSchema>;

/** The app that HubSpot tells of changes. */
export interface HubspotApp {
  /** Absent: it has no token of its own, so that its journal cannot be read. */
  readonly clientId?: string | undefined;
  readonly clientSecret: string;
}

/** `null`: there is none, and changes are found by looking. */
export function hubspotAppOf(settings: HubspotSettings): HubspotApp | null {
  const { clientId = settings.appClientId, clientSecret = settings.appClientSecret } = settings;
  return clientSecret === undefined ? null : { clientId, clientSecret };
}

/** HubSpot's published limits of the smallest plan; answers announce higher ones. */
export const hubspotRateLimits = {
  default: { requests: 100, perMs: 10_000 },
  // 5 per second and account, whichever app asks; one is left to the others.
  search: { requests: 4, perMs: 1000 },
  associations: { requests: 100, perMs: 10_000 },
  // 100 per second for the files and 50 for the subscriptions, apart from all other limits.
  journal: { requests: 20, perMs: 1000 },
} as const;
