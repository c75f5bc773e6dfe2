import { testState } from '@linkwright/postgres-server/test-state';
import { startCrm } from '../commands/support/start-crm.ts';
import { describeMainFlows } from './support/main-flows.ts';

async function startOnPostgres(configuration: string) {
  const { place, schema = '' } = testState();
  const state = new URL(place);
  state.searchParams.set('schema', schema);
  const crm = await startCrm();
  await crm.configure(configuration);
  await crm.setVariables({ ...crm.variables, LINKWRIGHT_STATE: state.href });
  return crm;
}

describeMainFlows('PostgreSQL', startOnPostgres);
