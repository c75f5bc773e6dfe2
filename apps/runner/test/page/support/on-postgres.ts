import { testState } from '@linkwright/postgres-server/test-state';
import type { Crm } from '../../commands/support/start-crm.ts';

/** The state of these apps lies in a schema of its own, for this test alone. */
export async function onPostgres(crm: Crm, variables = crm.variables): Promise<Crm> {
  const { place, schema = '' } = testState();
  const state = new URL(place);
  state.searchParams.set('schema', schema);
  await crm.setVariables({ ...variables, LINKWRIGHT_STATE: state.href });
  return crm;
}
