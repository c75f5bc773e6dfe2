import { startCrm } from '../commands/support/start-crm.ts';
import { describeMainFlows } from './support/main-flows.ts';
import { onPostgres } from './support/on-postgres.ts';

describeMainFlows('PostgreSQL', async (configuration) => {
  const crm = await startCrm();
  await crm.configure(configuration);
  return onPostgres(crm);
});
