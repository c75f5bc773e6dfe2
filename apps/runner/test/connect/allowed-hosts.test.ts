import { expect, it } from 'vitest';
import { foreignHosts, hostRuleOf } from '../../src/configuration/allowed-hosts.ts';
import { loadConfigurationText } from '../../src/configuration/load-configuration.ts';

const airtable = { hosts: ['api.airtable.com', '*.kintone.com'], displayName: 'Airtable' };

const loaded = (allowHost = '') =>
  loadConfigurationText(
    '/nowhere/linkwright.yaml',
    `version: 1\nconnections:\n  base:\n    connector: one\n    ${allowHost}\n    settings: {}\nsyncs: {}\n`,
    {},
  );

it('sends credentials to hosts of the app and to this machine, whatever another host looks like', async () => {
  const rule = hostRuleOf(await loaded(), 'base', airtable);
  for (const host of ['api.airtable.com', 'API.Airtable.com', 'team.kintone.com', 'localhost', '127.0.0.1', '[::1]']) {
    expect([host, rule(host)]).toEqual([host, true]);
  }
  const strange = [
    'api.airtable.com.evil.example',
    'evil-api.airtable.com',
    'api.airtable.com.',
    'airtable.com',
    'evilkintone.com',
    'kintone.com',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    '169.254.169.254',
    '',
  ];
  for (const host of strange) expect([host, rule(host)]).toEqual([host, false]);
});

it('sends them to a host that the connection itself names, and to none that another one does', async () => {
  const file = await loaded('allowHost: [proxy.example.com, a.internal.example]');
  expect(file.problems).toEqual([]);
  const rule = hostRuleOf(file, 'base', airtable);
  expect(['proxy.example.com', 'a.internal.example', 'api.airtable.com'].map(rule)).toEqual([true, true, true]);
  expect(['internal.example', 'proxy.example.com.evil.example'].map(rule)).toEqual([false, false]);
  expect(hostRuleOf(file, 'another', airtable)('proxy.example.com')).toBe(false);
});

it('names the setting that leads elsewhere, by the host that would be called and not by what stands before it', async () => {
  const settings = { baseUrl: 'https://api.airtable.com@evil.example/v0', other: 'http://localhost:1', baseId: 'app1' };
  expect(foreignHosts(await loaded(), 'base', airtable, settings)).toMatchObject([
    {
      code: 'host-not-allowed',
      path: ['connections', 'base', 'settings', 'baseUrl'],
      message: expect.stringContaining('leads to evil.example'),
      remedy: expect.stringContaining('allowHost: evil.example'),
    },
  ]);
  expect(foreignHosts(await loaded('allowHost: evil.example'), 'base', airtable, settings)).toEqual([]);
});
