/** A process that renews one grant whenever it is told to, and says what came of it. */
import { createInterface } from 'node:readline';
import { airtableConnector } from '@linkwright/connector-airtable';
import { isLinkwrightError } from '@linkwright/core';
import { createConnectContext, openVault, parseMasterKey, systemClock } from '@linkwright/engine';

const [place = '', key = '', baseUrl = '', baseId = ''] = process.argv.slice(2);
const vault = openVault({ place }, { master: async () => parseMasterKey(key, 'the test'), clock: systemClock });
const context = createConnectContext({
  clock: systemClock,
  random: Math.random,
  limits: { acquire: async () => undefined, pause() {}, adjust() {} },
  credentials: vault.grantOf('airtable'),
});
const settings = airtableConnector.settings.parse({ baseUrl, baseId, clientId: 'storm', clientSecret: 'storm-secret' });

const say = (text: string): void => void process.stdout.write(`${text}\n`);

say('ready');
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    await airtableConnector.oauth?.renew(settings, context, { signal: AbortSignal.timeout(120_000) });
    say('renewed');
  } catch (error) {
    say(`failed ${isLinkwrightError(error) ? error.code : String(error)}`);
  }
}
