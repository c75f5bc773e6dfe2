import { expect } from 'vitest';
import { base, crm } from './crm-and-base.ts';
import { type Life, liveOnce } from './die-at-every-step.ts';
import { mortalApp } from './mortal.ts';
import { find, type TwoApps, twoApps } from './two-apps.ts';
import { expectEqualSides, shapes, world, worldSyncs } from './world.ts';

/** A world with something of everything on its way; `deletions`: by feed, so that they are noticed at once. */
export async function busyWorld(life: Life): Promise<TwoApps> {
  const small = { read: 2, lookup: 2, create: 2, update: 2, archive: 2, readAssociations: 3, writeAssociations: 2 };
  const apps = await twoApps({
    left: { ...crm, pageSize: 3, capabilities: { batchLimits: small, deletions: 'feed' } },
    right: { ...base, pageSize: 3, capabilities: { ...base.capabilities, batchLimits: small, deletions: 'feed' } },
    syncs: worldSyncs,
    wrap: (app) => mortalApp(app, life),
  });
  const companies = ['A', 'B', 'C', 'D'].map((name) =>
    apps.left.create('companies', { name, domain: `${name.toLowerCase()}.example` }),
  );
  const [a = '', b = '', c = ''] = companies;
  apps.left.associate('companies', a, 'parent', b);
  const contacts = [1, 2, 3].map((number) =>
    apps.left.create('contacts', { email: `${number}@x.example`, name: 'N' }, { companies: [a, b], primary: [b] }),
  );
  await apps.sync();
  // Edits of every kind on both sides, records and links that are not there yet, a merger and a deletion.
  const right = (name: string) => find(apps.right, 'tblA', 'fldName', name).id;
  const person = (email: string) => find(apps.right, 'tblP', 'fldEmail', email).id;
  apps.left.update('contacts', contacts[0] ?? '', { title: 'Boss' });
  apps.right.update('tblP', person('1@x.example'), { fldTitle: 'Chief', fldFull: 'One' });
  const fresh = apps.right.create('tblA', { fldName: 'E', fldSite: 'e.example' }, { fldParent: [right('A')] });
  apps.right.create('tblP', { fldEmail: '4@x.example' }, { fldAccounts: [fresh, right('B')], fldAccount: [fresh] });
  apps.left.create('contacts', { email: '5@x.example' }, { companies: [c], primary: [c] });
  apps.left.create('companies', { name: 'F', domain: 'f.example' }, { parent: [c] });
  apps.left.disassociate('contacts', contacts[1] ?? '', 'companies', b);
  apps.right.associate('tblP', person('2@x.example'), 'fldAccounts', right('C'));
  apps.left.merge('contacts', contacts[1] ?? '', apps.left.create('contacts', { name: 'Spare', title: 'Spare' }));
  return apps;
}

/** What must hold of that world once it has come to rest: nothing is there twice, nothing is lost, and the same side wins. */
export async function expectSettled(
  moment: 'before' | 'after',
): Promise<(apps: TwoApps, step: string) => Promise<void>> {
  const calm = await liveOnce(moment, busyWorld);
  expectEqualSides(calm);
  const expected = world(calm.left, shapes.left);
  return async (apps, step) => {
    expectEqualSides(apps);
    expect(world(apps.left, shapes.left), step).toEqual(expected);
    expect((await apps.conflicts()).map((loss) => [loss.left, loss.right])).toEqual([['Boss', 'Chief']]);
  };
}
