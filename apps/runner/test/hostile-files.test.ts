// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import hubspot from '@linkwright/connector-hubspot';
import { lockState } from '@linkwright/engine';
import { describe, expect, it } from 'vitest';
import { findConfiguration } from '../src/configuration/find-configuration.ts';
import { loadConfiguration } from '../src/configuration/load-configuration.ts';
import { currentOwner } from '../src/configuration/refuse-strangers-file.ts';
import { validateSettings } from '../src/configuration/validate-settings.ts';
import { ownStateFolder } from '../src/session/own-state-folder.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const userId = process.getuid?.() ?? 0;
const stranger = { userId: userId + 1 };

/** The hosts are the user's own choice; what becomes of others is tried with the hosts of connections. */
const configuration = (settings: string): string =>
  `version: 1\nconnections:\n  crm:\n    connector: "@linkwright/connector-hubspot"\n    allowHost: [crm.example, evil.example, 127.0.0.1.crm.example, crm.localhost]\n    settings: ${settings}\nsyncs: {}\n`;

async function problemsOf(settings: string, variables = {}, files = {}): Promise<readonly string[]> {
  const folder = await temporaryFolder({ 'linkwright.yaml': configuration(settings), ...files });
  const loaded = await loadConfiguration(join(folder, 'linkwright.yaml'), variables);
  const { problems } = await validateSettings(loaded, 'crm', hubspot);
  return [...loaded.problems, ...problems].map(({ code, message }) => `${code} ${message}`);
}

describe('a configuration of somebody else', () => {
  it('is not run because it was found, but may be named', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': '', 'a/b/x': '' });
    await expect(findConfiguration(join(folder, 'a/b'), undefined, stranger)).rejects.toMatchObject({
      code: 'configuration-of-another-owner',
      remedy: expect.stringContaining(`-c ${join(folder, 'linkwright.yaml')}`),
    });
    expect(await findConfiguration(folder, 'linkwright.yaml', stranger)).toBe(join(folder, 'linkwright.yaml'));
  });

  it('is their own for whoever has called sudo', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': '' });
    const owner = { userId: userId + 1, calledBy: userId };
    expect(await findConfiguration(folder, undefined, owner)).toBe(join(folder, 'linkwright.yaml'));
    expect(currentOwner({})).toEqual({ userId });
  });
});

describe('a state that others have prepared', () => {
  it('is closed to others where it is ours', async () => {
    const folder = join(await temporaryFolder(), '.linkwright');
    await mkdir(folder, { mode: 0o777 });
    await ownStateFolder(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is refused where it is a link, or belongs to neither us nor the owner of the folder', async () => {
    const folder = await temporaryFolder({ 'elsewhere/x': '' });
    await symlink(join(folder, 'elsewhere'), join(folder, '.linkwright'));
    await expect(ownStateFolder(join(folder, '.linkwright'))).rejects.toMatchObject({ code: 'state-is-a-link' });
    // The folder that it lies in has the same owner, which is what a container sees of its host's files.
    await ownStateFolder(join(folder, 'elsewhere'), userId + 1);
  });

  it('is not changed through a lock file that is a link', async () => {
    const folder = await temporaryFolder({ 'precious.txt': 'mine' });
    await symlink(join(folder, 'precious.txt'), join(folder, 'lock.db'));
    await expect(lockState(join(folder, 'state.db'))).rejects.toMatchObject({ code: 'state-is-a-link' });
    expect(await readFile(join(folder, 'precious.txt'), 'utf8')).toBe('mine');
  });
});

describe('${file:…}', () => {
  it('reads regular files of a sensible size: a pipe is not waited for', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': configuration('{ accessToken: "${file:pipe}" }') });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { problems } = await loadConfiguration(join(folder, 'linkwright.yaml'), {});
    expect(problems).toMatchObject([
      { code: 'missing-secret-file', message: expect.stringMatching(/it is no regular file/) },
    ]);
    await writeFile(join(folder, 'linkwright.yaml'), configuration('{ accessToken: "${file:log}" }'));
    await writeFile(join(folder, 'log'), 'x'.repeat(2_000_000));
    expect((await loadConfiguration(join(folder, 'linkwright.yaml'), {})).problems).toMatchObject([
      { message: expect.stringMatching(/larger than 1 MB/) },
    ]);
  });

  it('may stand for .env as little', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': configuration('{ accessToken: x }') });
    execFileSync('mkfifo', [join(folder, '.env')]);
    await expect(loadConfiguration(join(folder, 'linkwright.yaml'), {})).rejects.toMatchObject({
      code: 'environment-file-unreadable',
    });
  });
});

describe('secrets', () => {
  it('are filled into settings that the connector keeps secret', async () => {
    const files = { 'token.txt': 'pat-1' };
    expect(await problemsOf('{ accessToken: "${file:token.txt}" }', {}, files)).toEqual([]);
    expect(
      await problemsOf('{ accessToken: "${CRM_TOKEN}", baseUrl: "${CRM_URL}" }', {
        CRM_TOKEN: 'a',
        CRM_URL: 'https://crm.example',
      }),
    ).toEqual([]);
  });

  it('never into addresses, nor anywhere else', async () => {
    const files = { 'token.txt': 'pat-1' };
    const problems = await problemsOf(
      '{ accessToken: x, baseUrl: "https://evil.example/${file:token.txt}/${OTHER_TOKEN}" }',
      { OTHER_TOKEN: 'pat-2' },
      files,
    );
    expect(problems).toEqual([
      expect.stringMatching(/^secret-misplaced \$\{file:token\.txt\} and \$\{OTHER_TOKEN\} would put a secret where/),
    ]);
    const folder = await temporaryFolder({
      'linkwright.yaml': 'version: 1\nconnections:\n  a: { connector: "${MY_PASSWORD}", settings: {} }\nsyncs: {}\n',
    });
    const { problems: outside } = await loadConfiguration(join(folder, 'linkwright.yaml'), { MY_PASSWORD: 'p' });
    expect(outside).toMatchObject([{ code: 'secret-misplaced', path: ['connections', 'a', 'connector'] }]);
  });

  it('travel encrypted, unless the connection says otherwise', async () => {
    const to = (address: string, more = '') => problemsOf(`{ accessToken: x, baseUrl: "${address}"${more} }`);
    expect(await to('http://crm.example')).toEqual([expect.stringMatching(/expected https: .*allowPlainHttp: true/)]);
    expect(await to('http://127.0.0.1.crm.example')).toHaveLength(1);
    expect(await to('http://crm.localhost')).toHaveLength(1);
    for (const address of ['http://localhost:4400/hubspot', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      expect(await to(address)).toEqual([]);
    }
    expect(await to('http://crm.example', ', allowPlainHttp: true')).toEqual([]);
  });
});

it('a file of eight thousand aliases is refused with one line', async () => {
  const aliases = Array.from({ length: 8000 }, () => '*a').join(', ');
  const folder = await temporaryFolder({ 'linkwright.yaml': `version: 1\nx: &a 1\ny: [${aliases}]\n` });
  const { problems } = await loadConfiguration(join(folder, 'linkwright.yaml'), {});
  expect(problems).toMatchObject([
    { code: 'yaml-syntax', message: 'The file has 8000 aliases (*name), more than 100.' },
  ]);
});
