// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { validateSettings } from '../src/configuration/validate-settings.ts';
import { loadText, told } from './support/load-text.ts';

const strict = z.strictObject({
  accessToken: z.string('expected a personal access token').min(1),
  baseUrl: z.url('must be an address').default('https://api.example'),
});

async function check(settings: string, schema: z.ZodType = strict) {
  const yaml = `version: 1\nconnections:\n  acme:\n    connector: acme\n    settings:\n${settings}syncs: {}\n`;
  const loaded = await loadText(yaml, {});
  const result = await validateSettings(loaded, 'acme', { settings: schema, displayName: 'Acme' });
  return { settings: result.settings, problems: told(result.problems, loaded), loaded };
}

it('gives the settings with their defaults', async () => {
  const { settings, problems } = await check('      accessToken: abc\n');
  expect(problems).toEqual([]);
  expect(settings).toEqual({ accessToken: 'abc', baseUrl: 'https://api.example' });
});

it('tells every problem with its place, and shows no value', async () => {
  const { settings, problems } = await check('      acessToken: sesame\n      baseUrl: sesame\n      zzz: sesame\n');
  expect(settings).toBeNull();
  expect(problems).toEqual([
    '6:7 unknown-key connections.acme.settings has no key "acessToken". | Did you mean "accessToken"?',
    '7:16 invalid-value connections.acme.settings.baseUrl is not valid: must be an address. | Write another value.',
    '8:7 unknown-key connections.acme.settings has no key "zzz". | Known keys: accessToken, baseUrl.',
  ]);
});

it('says in the words of the connector what is missing', async () => {
  const { loaded } = await check('      {}\n');
  const { problems } = await validateSettings(loaded, 'acme', { settings: strict, displayName: 'Acme' });
  expect(problems).toEqual([
    expect.objectContaining({
      code: 'missing-key',
      why: 'Expected a personal access token.',
      remedy: 'Add "accessToken".',
    }),
  ]);
});

it('refuses unknown keys also where the schema would drop them, but not where it wants them', async () => {
  const text = '      accessToken: abc\n      extra: 1\n';
  const dropping = await check(text, z.object({ accessToken: z.string() }));
  expect(dropping.problems).toEqual([
    '7:7 unknown-key connections.acme.settings has no key "extra". | Known keys: accessToken.',
  ]);
  expect((await check(text, z.looseObject({ accessToken: z.string() }))).problems).toEqual([]);
});

it('chooses the fitting one of several forms of settings', async () => {
  const either = z.union([
    z.strictObject({ apiToken: z.string() }),
    z.strictObject({ username: z.string(), password: z.string() }),
  ]);
  expect((await check('      username: ada\n      pasword: x\n', either)).problems).toEqual([
    '7:7 unknown-key connections.acme.settings has no key "pasword". | Did you mean "password"?',
  ]);
});

it('does not judge a placeholder that could not be filled in', async () => {
  const { settings, problems, loaded } = await check('      accessToken: abc\n      baseUrl: "${NOT_SET}"\n');
  expect(problems).toEqual([]);
  expect(settings).toBeNull();
  expect(loaded.problems).toEqual([expect.objectContaining({ code: 'missing-environment-variable' })]);
});
