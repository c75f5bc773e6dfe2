import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectorListSchema } from '../../src/connectors/list-connectors.ts';
import { fakeConnectorPackage } from '../support/fake-package.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runHere } from './support/run-here.ts';

const acme = '@acme/linkwright-connector-acme';
const yaml = `version: 1
connections:
  sales: { connector: "${acme}", settings: {} }
  support: { connector: "${acme}", settings: {} }
  mine: { connector: ./own.js, settings: {} }
syncs: {}
`;
const ownCode = Object.entries(fakeConnectorPackage('x')).find(([path]) => path.endsWith('index.js'))?.[1] ?? '';

const listSchema = connectorListSchema.extend({ version: z.literal(1) });
const list = async (folder: string, ...words: readonly string[]) => {
  const { exitCode, stdout, stderr } = await runHere(['connectors', '--json', ...words], folder);
  const { connectors, notInstalled } = listSchema.parse(JSON.parse(stdout));
  return {
    exitCode,
    stderr,
    notInstalled,
    of: (name: string) => connectors.find(({ connector }) => connector === name),
  };
};

describe('linkwright connectors', () => {
  it('lists those of the file and all that say that they are one, with where they lie, their contract and what they can do', async () => {
    const folder = await temporaryFolder({
      ...fakeConnectorPackage(acme),
      ...fakeConnectorPackage('hidden-connector-of-a-database', { code: 'throw new Error("run");' }),
      'linkwright.yaml': yaml,
      'own.js': ownCode,
    });
    const { exitCode, of, notInstalled } = await list(folder);
    expect(exitCode).toBe(0);
    expect(of(acme)).toMatchObject({
      version: '3.1.4',
      location: join(folder, 'node_modules', acme),
      official: false,
      connections: ['sales', 'support'],
      app: 'Acme',
      contractVersion: 1,
      capabilities: { deletions: 'sweep', archive: 'none' },
      problem: null,
    });
    expect(of('./own.js')).toMatchObject({ location: join(folder, 'own.js'), app: 'Acme', connections: ['mine'] });
    expect(of('@linkwright/connector-hubspot')).toMatchObject({ official: true, app: 'HubSpot', connections: [] });
    // What merely sounds like one is nobody's business, and is not run.
    expect(of('hidden-connector-of-a-database')).toBeUndefined();
    expect(notInstalled).toEqual([]);
  });

  it('tells a person the same, and that a connector runs with their rights', async () => {
    const folder = await temporaryFolder({ ...fakeConnectorPackage(acme), 'linkwright.yaml': yaml, 'own.js': ownCode });
    const { exitCode, stdout } = await runHere(['connectors'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${acme} +3\\.1\\.4 +Acme +1 +sales, support$`, 'm'));
    expect(stdout).toContain(
      `${acme}: ${join(folder, 'node_modules', acme)}, of somebody else\n  implied syncs, deletions by`,
    );
    expect(stdout).toContain('A connector runs with your rights');
  });

  it('says of each that cannot be used why, and never how to install a stranger’s', async () => {
    const folder = await temporaryFolder({
      ...fakeConnectorPackage(acme, { contractVersion: 9 }),
      'linkwright.yaml': yaml.replace('./own.js', 'linkwright-connector-warehouses'),
    });
    const { exitCode, of } = await list(folder);
    expect(exitCode).toBe(2);
    expect(of(acme)).toMatchObject({ app: null, problem: { code: 'contract-version-too-new' } });
    const missing = of('linkwright-connector-warehouses');
    expect(missing).toMatchObject({ location: '', problem: { code: 'connector-not-installed' } });
    expect(missing?.problem?.remedy).not.toContain('npm install');
  });

  it('works without a file, on those that are named, and runs nothing with --no-load', async () => {
    const folder = await temporaryFolder(fakeConnectorPackage(acme, { code: 'throw new Error("was run");' }));
    const unloaded = await list(folder, acme, '--no-load');
    expect(unloaded.exitCode).toBe(0);
    expect(unloaded.of(acme)).toMatchObject({ version: '3.1.4', app: null, problem: null });
    expect(unloaded.of('@linkwright/connector-hubspot')).toBeUndefined();
    expect((await list(folder)).of(acme)?.problem?.message).toContain('was run');
  });
});
