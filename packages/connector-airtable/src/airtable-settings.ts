import {
  allowPlainHttpSchema,
  baseUrlSchema,
  refuseOAuthBeside,
  refusePlainHttp,
  secretSchema,
} from '@linkwright/http';
import { z } from 'zod';

/** What the configuration says of an Airtable connection. */
export const airtableSettingsSchema = z
  .strictObject({
    accessToken: secretSchema('expected a personal access token (https://airtable.com/create/tokens)')
      .optional()
      .describe('A personal access token. In its place an OAuth client may be given.'),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Of an OAuth integration (https://airtable.com/create/oauth): linkwright connect then asks for a grant.',
      ),
    clientSecret: secretSchema('expected the secret of the OAuth integration')
      .optional()
      .describe('Of the OAuth integration, where it has one.'),
    baseId: z
      .string()
      .regex(
        /^app[A-Za-z0-9]{14}$/,
        'expected the id of a base: "app" and 14 letters or digits, as in the address https://airtable.com/appXXXXXXXXXXXXXX',
      )
      .describe('The base: the part of its address that begins with app.'),
    baseUrl: baseUrlSchema()
      .default('https://api.airtable.com')
      .describe('Another host, without `/v0`: the sandbox or a proxy.'),
    allowPlainHttp: allowPlainHttpSchema,
  })
  .superRefine((settings, context) => {
    refusePlainHttp(settings, context);
    refuseOAuthBeside(settings, context, 'accessToken');
  });

export type AirtableSettings = z.output<typeof airtableSettingsSchema>;
