import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultCapabilities } from '@linkwright/core';
import { createTestContext } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { notInstalled } from '../src/connectors/connector-problems.ts';
import { connectorTitle } from '../src/connectors/connector-title.ts';
import { loadConnector, loadConnectors } from '../src/connectors/load-connectors.ts';
import { resolvePackage } from '../src/connectors/resolve-package.ts';
import { fakeConnectorPackage } from './support/fake-package.ts';
import { loadText, told } from './support/load-text.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const yaml = (connector: string): string =>
  `version: 1\nconnections:\n  a:\n    connector: "${connector}"\n    settings: {}\nsyncs: {}\n`;

async function load(connector: string, files: Readonly<Record<string, string>> = {}) {
  const loaded = await loadText(yaml(connector), {}, files);
  const { connectors, problems } = await loadConnectors(loaded);
  return { connector: connectors.get('a'), problems: told(problems, loaded) };
}

describe('a third party’s package', () => {
  const name = '@acme/linkwright-connector-acme';

  it('is loaded from the folder of the configuration, also if it offers nothing but import', async () => {
    const { connector, problems } = await load(name, fakeConnectorPackage(name));
    expect(problems).toEqual([]);
    expect(connector).toMatchObject({ name: 'acme', displayName: 'Acme' });
  });

  it('is loaded from a folder above', async () => {
    const folder = await temporaryFolder({ ...fakeConnectorPackage(name), 'deep/er/x': '' });
    expect(await loadConnector(name, join(folder, 'deep/er'))).toMatchObject({ connector: { name: 'acme' } });
  });

  it.each([
    ['a single target', './lib/index.js'],
    ['conditions without subpaths', { types: './no.d.ts', import: './lib/index.js' }],
    ['nested conditions', { '.': { browser: './no.js', node: { require: './no.cjs', import: './lib/index.js' } } }],
    ['a condition that leads nowhere', { '.': { node: { require: './no.cjs' }, default: './lib/index.js' } }],
    ['alternatives', { '.': [{ require: './no.cjs' }, './lib/index.js'] }],
  ])('may export its main module as %s', async (_, exports) => {
    const folder = await temporaryFolder(fakeConnectorPackage(name, { exports }));
    expect(fileURLToPath((await resolvePackage(name, folder)) ?? '')).toBe(
      join(folder, 'node_modules', name, 'lib/index.js'),
    );
  });

  it('is refused if it is no connector of this contract, or cannot be loaded', async () => {
    const problemsOf = async (options: Parameters<typeof fakeConnectorPackage>[1]) =>
      (await load(name, fakeConnectorPackage(name, options))).problems;
    const head = `^4:16 connector-broken The connector "${name}" cannot be used: `;
    const tooNew = 'it was built for contract version 99, and this release of linkwright speaks version 1.';
    expect(await problemsOf({ contractVersion: 99 })).toEqual([
      `4:16 contract-version-too-new The connector "${name}" cannot be used: ${tooNew} | Update linkwright (npm install linkwright@latest), or take an earlier version of the connector.`,
    ]);
    const tooOld = 'it was built for contract version 0, and this release of linkwright takes version 1.';
    expect(await problemsOf({ contractVersion: 0 })).toEqual([
      `4:16 contract-version-too-old The connector "${name}" cannot be used: ${tooOld} | Update it, or report this to its authors.`,
    ]);
    expect(
      await problemsOf({ code: "export default { contractVersion: 1, capabilities: { deletions: 'maybe' } };" }),
    ).toEqual([
      expect.stringMatching(new RegExp(`${head}.*capabilities\\.deletions: .*feed.*sweep.* \\| Update it, or report`)),
    ]);
    expect(await problemsOf({ code: 'export const x = 1;' })).toEqual([
      expect.stringMatching(new RegExp(`${head}the package has no default export`)),
    ]);
    expect(await problemsOf({ code: 'throw new Error("out of order");' })).toEqual([
      expect.stringMatching(new RegExp(`${head}it could not be loaded: out of order\\.`)),
    ]);
    expect(await problemsOf({ exports: { './other': './x.js' } })).toEqual([
      expect.stringMatching(new RegExp(`${head}it could not be loaded: its package.json exports no main module\\.`)),
    ]);
    expect(await problemsOf({ exports: './dist/index.js' })).toEqual([
      expect.stringMatching(
        new RegExp(
          `${head}its main module .*/dist/index\\.js is not there\\. \\| It was published without being built: `,
        ),
      ),
    ]);
  });

  it('is found by plain Node as well as by the test runner', async () => {
    const folder = await temporaryFolder(fakeConnectorPackage(name));
    const module = new URL('../src/connectors/load-connectors.ts', import.meta.url).href;
    const script = `const { loadConnector } = await import(${JSON.stringify(module)});
      console.log((await loadConnector(${JSON.stringify(name)}, ${JSON.stringify(folder)})).connector?.displayName);`;
    const result = spawnSync(
      process.execPath,
      ['--conditions=@linkwright/source', '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    expect(result).toMatchObject({ stdout: 'Acme\n', stderr: '' });
  });
});

describe('this project’s connectors', () => {
  it.each([
    ['@linkwright/connector-hubspot', 'HubSpot'],
    ['@linkwright/connector-airtable', 'Airtable'],
  ])('%s comes with the runner', async (name, displayName) => {
    const { connector, problems } = await load(name);
    expect(problems).toEqual([]);
    expect(connector?.displayName).toBe(displayName);
  });
});

describe('a connector that is a file of one’s own', () => {
  const code = Object.entries(fakeConnectorPackage('x')).find(([path]) => path.endsWith('index.js'))?.[1] ?? '';

  it('is loaded by its path from the folder of the configuration, or by the folder of its package', async () => {
    const files = {
      'notes/src/index.js': code,
      'notes/package.json': JSON.stringify({ version: '0.3.0', type: 'module', exports: './src/index.js' }),
    };
    for (const named of ['./notes/src/index.js', './notes', './notes/']) {
      const { connector, problems } = await load(named, files);
      expect(problems).toEqual([]);
      expect(connector).toMatchObject({ name: 'acme' });
      expect(connectorTitle(connector ?? { displayName: '' })).toBe(`${named} 0.3.0`);
    }
  });

  it.each([
    [
      './nots/index.js',
      'connector-not-found .* is not there: there is no file /.*/nots/index\\.js\\. \\| Write its path',
    ],
    ['./notes/index.ts', 'connector-not-found .* \\| Did you mean "index\\.js"\\?'],
    ['notes/index.js', 'connector-not-installed .* \\| If it is a file, write "\\./notes/index\\.js"\\.'],
    [
      './notes',
      'connector-broken .* is a folder without a package\\.json\\. \\| Name the file .*: \\./notes/src/index\\.ts',
    ],
    [
      './unbuilt',
      'connector-broken .* its main module .* is not there\\. \\| Build it first, or name its source: connector: \\./unbuilt/src/index\\.ts',
    ],
  ])('%s is told with what helps', async (named, told) => {
    const files = { 'notes/index.js': code, 'unbuilt/package.json': '{ "exports": "./dist/index.js" }' };
    expect((await load(named, files)).problems).toEqual([expect.stringMatching(new RegExp(`^4:16 ${told}`))]);
  });
});

describe('what a connector leaves out', () => {
  it('of its capabilities is what was true before they existed', async () => {
    // A class of its own, as people write who come from other languages.
    const code = `class Acme {
      contractVersion = 1; name = 'acme'; displayName = 'Acme'; rateLimits = {};
      settings = { safeParse: (data) => ({ success: true, data }) };
      capabilities = { deletions: 'feed', batchLimits: { read: 50 } };
      connect() { return this.rateLimits; }
    }
    export default new Acme();`;
    const name = 'linkwright-connector-acme';
    const { connector, problems } = await load(name, fakeConnectorPackage(name, { code }));
    expect(problems).toEqual([]);
    expect(connector?.capabilities).toEqual({
      ...defaultCapabilities,
      deletions: 'feed',
      batchLimits: { ...defaultCapabilities.batchLimits, read: 50 },
    });
    expect(connector?.connect({}, createTestContext())).toEqual({});
  });
});

describe('a connector that is not installed', () => {
  it('of this project is told with the line that installs it', async () => {
    // The names of this project are installed here, so the words are asked for themselves.
    expect(await notInstalled('@linkwright/connector-kintone', [])).toMatchObject({
      code: 'connector-not-installed',
      remedy: 'Type in the folder of the configuration: npm install @linkwright/connector-kintone',
    });
  });

  it('is answered with the nearest known name', async () => {
    expect((await load('@linkwright/connector-hubspt')).problems).toEqual([
      '4:16 connector-not-installed The connector "@linkwright/connector-hubspt" is not installed. | Did you mean "@linkwright/connector-hubspot"? If it is not installed either, type: npm install @linkwright/connector-hubspot',
    ]);
    expect((await load('hubspot')).problems).toEqual([
      expect.stringContaining(
        'connector-not-installed The connector "hubspot" is not installed. | Did you mean "@linkwright/connector-hubspot"?',
      ),
    ]);
    // A package of that name may be there and be something else.
    const stranger = fakeConnectorPackage('hubspot', { code: 'export default class Client {}' });
    expect((await load('hubspot', stranger)).problems).toEqual([
      expect.stringMatching(
        /connector-broken .* its default export is no connector.* \| Did you mean "@linkwright\/connector-hubspot"\?$/,
      ),
    ]);
    const installed = fakeConnectorPackage('@acme/linkwright-connector-sheets');
    expect((await load('@acme/linkwright-connector-sheet', installed)).problems).toEqual([
      expect.stringContaining('Did you mean "@acme/linkwright-connector-sheets"?'),
    ]);
  });

  it.each([
    ['hubsport', 'hubspot'],
    ['HubSpot', 'hubspot'],
    ['linkwright-connector-hubspot', 'hubspot'],
    ['@linkwrite/connector-airtable', 'airtable'],
    ['kinton', 'kintone'],
    ['connector-airtabel', 'airtable'],
  ])('%s is answered with ours', async (written, meant) => {
    const [problem] = (await load(written)).problems;
    expect(problem).toContain(`Did you mean "@linkwright/connector-${meant}"?`);
    expect(problem).not.toContain(`npm install ${written}`);
  });

  it('is never answered with a line that installs a stranger’s package', async () => {
    expect((await load('something-completely-else')).problems).toEqual([
      expect.stringMatching(
        /^4:16 connector-not-installed The connector "something-completely-else" is not installed\. \| If the name is right and you know whose package it is, install it in the folder of the configuration\. Known connectors: @linkwright\/connector-airtable/,
      ),
    ]);
    expect((await load('https://evil.example/x.js')).problems).toEqual([
      expect.stringMatching(
        /connector-not-installed .* Write the name of an npm package, or a path that begins with "\.\/"\. Known connectors: @linkwright/,
      ),
    ]);
  });
});
