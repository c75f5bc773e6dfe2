import { defineField, describedObjects } from '@linkwright/core';
import { expect, test } from 'vitest';

const notes = { id: 'notes', name: 'Notes', label: 'Notes', custom: false, fields: [], associations: [] };
const people = { ...notes, id: 'people', aliases: ['persons'], fields: [defineField({ id: 'name', type: 'text' })] };
const objects = describedObjects({ appName: 'Notebook', schemas: [notes, people] });
const options = { signal: new AbortController().signal };

test('lists all objects, by their summaries', async () => {
  expect(await objects.listObjects({}, options)).toEqual({
    objects: [
      { id: 'notes', name: 'Notes', label: 'Notes', custom: false },
      { id: 'people', name: 'Notes', label: 'Notes', custom: false, aliases: ['persons'] },
    ],
    complete: true,
  });
});

test('describes them in the order of asking', async () => {
  expect(await objects.describeObjects({ objects: ['people', 'notes'] }, options)).toEqual([people, notes]);
});

test('refuses one that is not there, with the nearest that is', async () => {
  const asked = objects.describeObjects({ objects: ['peopel'] }, options);
  await expect(asked).rejects.toMatchObject({ code: 'unknown-object', remedy: 'Did you mean "people"?' });
  expect(() => objects.schemaOf('zebras')).toThrow(
    expect.objectContaining({ kind: 'configuration', remedy: 'It has: notes, people.' }),
  );
});
