import { allowPlainHttpSchema, baseUrlSchema, refusePlainHttp, secretSchema } from '@linkwright/http';
import { z } from 'zod';

/** What the configuration says of an Airtable connection. */
export const airtableSettingsSchema = z
  .strictObject({
    /** A personal access token, or the access token of an OAuth grant. */
    accessToken: secretSchema('expected a personal access token (https://airtable.com/create/tokens)'),
    baseId: z
      .string()
      .regex(
        /^app[A-Za-z0-9]{14}$/,
        'expected the id of a base: "app" and 14 letters or digits, as in the address https://airtable.com/appXXXXXXXXXXXXXX',
      ),
    /** Without `/v0`. Another one for a sandbox or a proxy. */
    baseUrl: baseUrlSchema().default('https://api.airtable.com'),
    allowPlainHttp: allowPlainHttpSchema,
  })
  .superRefine(refusePlainHttp);

export type AirtableSettings = z.output<typeof airtableSettingsSchema>;
