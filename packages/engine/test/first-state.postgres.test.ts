import { readFileSync } from 'node:fs';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { onTestFinished, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { expectKept } from './support/expect-kept.ts';
import { fixture } from './support/first-state.ts';

test('a state of the first release on PostgreSQL is opened, brought up to date, and keeps all its links', async () => {
  const { place } = testState();
  const schema = `first_${process.pid}`;
  const admin = new pg.Client({ connectionString: place });
  await admin.connect();
  onTestFinished(async () => {
    await admin.query(`drop schema ${schema} cascade`);
    await admin.end();
  });
  await admin.query(`create schema ${schema}; set search_path to ${schema}`);
  await admin.query(readFileSync(fixture('postgres.sql'), 'utf8'));
  const store = await openStore(place, { schema });
  onTestFinished(() => store.close());
  await expectKept(store);
});
