import { allowPlainHttpSchema, baseUrlSchema, refusePlainHttp, secretSchema } from '@linkwright/http';
import { z } from 'zod';

/** What the configuration says of an Airtable connection. */
export const airtableSettingsSchema = z
  .strictObject({
    accessToken: secretSchema('expected a personal access token (https://airtable.com/create/tokens)').describe(
      'A personal access token, or the access token of an OAuth grant.',
    ),
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
  .superRefine(refusePlainHttp);

export type AirtableSettings = z.output<typeof airtableSettingsSchema>;
