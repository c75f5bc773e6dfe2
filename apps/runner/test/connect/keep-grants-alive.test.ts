import { expect, it } from 'vitest';
import { keepGrantsAlive } from '../../src/operations/keep-grants-alive.ts';
import { openWorkspace } from '../../src/session/open-workspace.ts';
import { connectHere } from './support/connect-here.ts';
import { startOAuthCrm } from './support/oauth-crm.ts';

const dayMs = 86_400_000;

it('renews a grant that nobody uses after half of its 60 days, and not before', async () => {
  const crm = await startOAuthCrm({ speed: 1 });
  await connectHere(crm.directory, 'airtable');
  const work = await openWorkspace({ directory: crm.directory, environment: {} });
  const after = (days: number) => keepGrantsAlive({ ...work, now: () => Date.now() + days * dayMs });
  expect(await after(29)).toEqual([]);
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ renewals: 0 }]);
  expect(await after(31)).toEqual(['airtable']);
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ renewals: 1, isValid: true, misuses: 0 }]);
});
