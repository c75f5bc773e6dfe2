// npm run example: the connector against the app in memory, without an account and without the engine.
import { createTestContext, startEmulatorServer } from '@linkwright/core/testing';
import connector from '../src/index.ts';
import { createFakeApp } from '../test/support/fake-app.ts';

const accessToken = 'example-token';
const clock = { now: () => Date.now() };
const app = createFakeApp(accessToken, clock);
const acme = app.tables.companies.put(null, { name: 'Acme' });
app.tables.people.put(null, { name: 'Ada', email: 'ada@acme.example', employer: acme.id });
app.tables.people.put(null, { name: 'Grace', email: 'grace@navy.example', affiliations: [acme.id] });

const server = await startEmulatorServer(app, { clock, advance() {} });
const settings = connector.settings.parse({ accessToken, baseUrl: server.baseUrl });
const connection = connector.connect(settings, createTestContext());
const options = { signal: new AbortController().signal };

const people = {
  object: 'people',
  since: null,
  fields: ['name', 'email'],
  associations: ['employer', 'affiliations'],
};
for await (const page of connection.readChanges(people, options)) {
  for (const { id, fields, associations } of page.records) {
    console.log(id, JSON.stringify(fields), JSON.stringify(associations));
  }
  console.log('to go on from there:', page.checkpoint);
}
await connection.close();
await server.close();
