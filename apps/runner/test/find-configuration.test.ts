import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findConfiguration } from '../src/configuration/find-configuration.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

it('is found in the folder and in its parents, the nearest first', async () => {
  const folder = await temporaryFolder({ 'linkwright.yaml': '', 'a/linkwright.yaml': '', 'a/b/c/x': '', 'd/x': '' });
  expect(await findConfiguration(folder)).toBe(join(folder, 'linkwright.yaml'));
  expect(await findConfiguration(join(folder, 'a/b/c'))).toBe(join(folder, 'a/linkwright.yaml'));
  expect(await findConfiguration(join(folder, 'd'))).toBe(join(folder, 'linkwright.yaml'));
});

it('is the file that was named, seen from the folder', async () => {
  const folder = await temporaryFolder({ 'linkwright.yaml': '', 'a/other.yaml': '' });
  expect(await findConfiguration(join(folder, 'a'), 'other.yaml')).toBe(join(folder, 'a/other.yaml'));
  expect(await findConfiguration('/', join(folder, 'a/other.yaml'))).toBe(join(folder, 'a/other.yaml'));
  // A folder of that name is no configuration.
  await expect(findConfiguration(folder, 'a')).rejects.toMatchObject({ code: 'configuration-not-found' });
});

it('names linkwright init where there is none', async () => {
  const folder = await temporaryFolder();
  await expect(findConfiguration(folder)).rejects.toMatchObject({
    kind: 'configuration',
    code: 'configuration-not-found',
    message: `There is no linkwright.yaml in ${folder} or in any folder above it.`,
    remedy: expect.stringContaining('linkwright init'),
  });
});
