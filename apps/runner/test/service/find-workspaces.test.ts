import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findWorkspaces } from '../../src/service/find-workspaces.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('finds a file in each folder, the own one, and files that are named', async () => {
  const folder = await temporaryFolder({
    'clients/beta/linkwright.yaml': '',
    'clients/acme/linkwright.yaml': '',
    'clients/acme/old/linkwright.yaml': '',
    'clients/.trash/linkwright.yaml': '',
    'clients/notes/readme.md': '',
    'own/linkwright.yaml': '',
  });
  const names = async (...places: readonly string[]) => (await findWorkspaces(folder, places)).map(({ name }) => name);
  expect(await names('clients')).toEqual(['acme', 'beta']);
  expect(await names('own', 'clients')).toEqual(['own', 'acme', 'beta']);
  expect(await findWorkspaces(folder, ['own/linkwright.yaml'])).toEqual([
    { name: 'own', file: join(folder, 'own/linkwright.yaml') },
  ]);
});

it('refuses a place that is not there, and two workspaces of one name', async () => {
  const folder = await temporaryFolder({ 'a/acme/linkwright.yaml': '', 'b/acme/linkwright.yaml': '' });
  await expect(findWorkspaces(folder, ['c'])).rejects.toMatchObject({ code: 'workspace-not-found' });
  await expect(findWorkspaces(folder, ['a', 'b'])).rejects.toMatchObject({ code: 'workspace-name-taken' });
});
