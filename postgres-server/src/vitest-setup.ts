import { startPostgres } from './start-postgres.ts';

/** One server for the whole run. Tests make themselves a schema each. */
export default async function setUp(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  process.env.LINKWRIGHT_TEST_STATE = server.url;
  return () => server.stop();
}
