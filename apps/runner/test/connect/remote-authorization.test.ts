import { expect, it } from 'vitest';
import { startApi } from '../service/api/start-api.ts';
import { oauthVariables, startOAuthCrm } from './support/oauth-crm.ts';

const begin = '/api/v1/workspaces/crm/connections/airtable/authorization';

/** What a browser does: it is sent to the app, and from there to an address of the service. */
async function browse(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  expect(`${back.origin}${back.pathname}`).toBe('https://sync.example.com/oauth/callback/airtable');
  return `${back.pathname}${back.search}`;
}

it('a browser comes back to the configured address of a service, once', async () => {
  const crm = await startOAuthCrm();
  await crm.setVariables({ ...oauthVariables(crm), LINKWRIGHT_PUBLIC_URL: 'https://sync.example.com/' });
  const api = await startApi(crm.directory);
  expect(await api.ask(begin, { method: 'POST', body: '{}' })).toMatchObject({ status: 401 });
  const viewer = await api.tokenOf('viewer');
  expect(await api.ask(begin, { method: 'POST', body: '{}', token: viewer })).toMatchObject({ status: 403 });

  const token = await api.tokenOf('operator');
  // Whatever the request calls the service.
  const headers = { 'x-forwarded-host': 'evil.example.org' };
  const begun = await api.ask(begin, { method: 'POST', body: '{}', token, headers });
  expect(begun.status).toBe(200);
  const back = await browse(JSON.parse(begun.text).url);

  expect(await api.ask('/oauth/callback/airtable?code=x&state=a-state-that-nobody-was-sent-with')).toMatchObject({
    status: 410,
  });
  const connected = await api.ask(back);
  expect(connected).toMatchObject({ status: 200, text: expect.stringContaining('Connected') });
  expect(await api.ask(back)).toMatchObject({ status: 410 });
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ isValid: true }]);
  expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
});

it('tells an operator that the address is not configured', async () => {
  const crm = await startOAuthCrm();
  const api = await startApi(crm.directory);
  const asked = await api.ask(begin, { method: 'POST', body: '{}', token: await api.tokenOf('operator') });
  expect(JSON.parse(asked.text)).toMatchObject({ code: 'public-url-needed' });
});
