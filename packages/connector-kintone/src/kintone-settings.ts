import { withoutTrailing } from '@linkwright/core';
import {
  allowPlainHttpSchema,
  baseUrlSchema,
  refuseOAuthBeside,
  refusePlainHttp,
  secretSchema,
} from '@linkwright/http';
import { z } from 'zod';

/** Kintone takes no more tokens in one request. */
const maxTokens = 9;

const tokenText = secretSchema('expected an API token (App settings → API Token)');

/** What the configuration says of a Kintone connection. */
export const kintoneSettingsSchema = z
  .strictObject({
    baseUrl: baseUrlSchema('expected the address of the domain, such as https://example.cybozu.com').describe(
      'The address of the domain, without `/k`.',
    ),
    allowPlainHttp: allowPlainHttpSchema,
    apiToken: z
      .union([tokenText, z.array(tokenText).min(1)])
      .optional()
      .meta({
        writeOnly: true,
        description: 'API tokens, one per app: a text, several separated by commas, or a list of at most nine.',
      }),
    username: z.string().min(1).optional().meta({
      writeOnly: true,
      description: 'A login name, in place of tokens: it opens all apps that its user may see.',
    }),
    password: z.string().min(1).optional().meta({ writeOnly: true, description: 'The password of that login name.' }),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Of an OAuth client that the administrator of the domain has made: linkwright connect then asks for a grant.',
      ),
    clientSecret: secretSchema('expected the secret of the OAuth client').optional().describe('Of the OAuth client.'),
    guestSpaceId: z
      .union([
        z.int().positive(),
        z.string().regex(/^\d+$/, 'expected the number of the guest space, as in its address /k/guest/5/'),
      ])
      .optional()
      .describe('Of apps in a guest space: the number in its address `/k/guest/5/`.'),
  })
  .superRefine((settings, context) => {
    refusePlainHttp(settings, context);
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const byToken = settings.apiToken !== undefined;
    const byPassword = settings.username !== undefined || settings.password !== undefined;
    if (byToken && byPassword) {
      complain(
        'apiToken',
        'give either apiToken, or username and password: Kintone ignores the tokens beside a password',
      );
    } else if (settings.clientId !== undefined || settings.clientSecret !== undefined) {
      refuseOAuthBeside(settings, context, 'apiToken', 'username', 'password');
      if (settings.clientSecret === undefined) complain('clientSecret', 'give clientSecret with clientId');
      return;
    } else if (!byToken && (settings.username === undefined || settings.password === undefined)) {
      complain('apiToken', 'give apiToken (one token per app), username and password, or clientId and clientSecret');
    }
    const count = byToken ? tokensOf(settings).length : 1;
    if (count === 0) complain('apiToken', 'expected an API token (App settings → API Token)');
    if (count > maxTokens) {
      complain('apiToken', `Kintone takes at most ${maxTokens} tokens at once, not ${count}; use a login name instead`);
    }
  });

export type KintoneSettings = z.output<typeof kintoneSettingsSchema>;

/** The tokens, each once; none where a login name is used. */
export function tokensOf({
  apiToken,
}: {
  readonly apiToken?: string | readonly string[] | undefined;
}): readonly string[] {
  const texts = apiToken === undefined ? [] : typeof apiToken === 'string' ? [apiToken] : apiToken;
  const tokens = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  return [...new Set(tokens)].filter((token) => token !== '');
}

/** Without `/k`, which people copy along with the address of an app. */
export function domainUrl({ baseUrl }: KintoneSettings): string {
  return withoutTrailing(baseUrl, '/').replace(/\/k$/, '');
}

/** The domain, and with it the guest space: its apps are reached by other addresses. */
export function accountIdOf(settings: KintoneSettings): string {
  const { host } = new URL(settings.baseUrl);
  return settings.guestSpaceId === undefined ? host : `${host}/guest/${settings.guestSpaceId}`;
}
