import { defineConnector } from '@linkwright/core';
import { createInMemoryApp, createInMemoryConnector, createTestContext } from '@linkwright/core/testing';
import { z } from 'zod';

const objects = [{ id: 'notes', fields: [{ id: 'title', type: 'text' as const }] }];
const app = createInMemoryApp({ name: 'notes', objects });
app.create('notes', { title: 'Buy milk' });

const notes = defineConnector({
  // Capabilities, rate limits and calls: a connector to a real app brings its own.
  ...createInMemoryConnector(app),
  name: 'notes',
  displayName: 'Notes',
  settings: z.object({ accessToken: z.string() }),
});

const connection = notes.connect({ accessToken: 'secret' }, createTestContext());
const request = { object: 'notes', since: null, fields: ['title'], associations: [] };
for await (const page of connection.readChanges(request, { signal: new AbortController().signal })) {
  for (const record of page.records) console.log(record.id, record.fields.title);
}
