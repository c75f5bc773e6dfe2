import { startCrm } from '../commands/support/start-crm.ts';
import { onPostgres } from './support/on-postgres.ts';
import { describeSetUp } from './support/set-up-flow.ts';

describeSetUp('PostgreSQL', async () => onPostgres(await startCrm()));
