import { startCrm } from '../commands/support/start-crm.ts';
import { describeMainFlows } from './support/main-flows.ts';

describeMainFlows('SQLite', async (configuration) => {
  const crm = await startCrm();
  await crm.configure(configuration);
  return crm;
});
