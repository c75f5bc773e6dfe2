// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import type { SandboxOptions } from '@linkwright/sandbox';
import { crmConfiguration } from '../../commands/support/crm-configuration.ts';
import { type Crm, startCrm } from '../../commands/support/start-crm.ts';

/** 32 bytes. */
export const testKey = Buffer.from('a key for tests alone, 32 bytes!').toString('base64');

/** A pair whose Airtable is opened by a grant; the key is set. */
export async function startOAuthCrm(options: SandboxOptions = {}): Promise<Crm> {
  const crm = await startCrm(options);
  await crm.configure(
    crmConfiguration(['companies']).replace(
      'accessToken: "${AIRTABLE_ACCESS_TOKEN}"',
      'clientId: "${AIRTABLE_CLIENT_ID}", clientSecret: "${AIRTABLE_CLIENT_SECRET}"',
    ),
  );
  await crm.setVariables(oauthVariables(crm));
  return crm;
}

export const oauthVariables = (crm: Crm): Record<string, string> => ({
  ...crm.variables,
  AIRTABLE_CLIENT_ID: 'client-of-the-crm',
  AIRTABLE_CLIENT_SECRET: 'canary-client-secret-51c0',
  LINKWRIGHT_KEY: testKey,
});
