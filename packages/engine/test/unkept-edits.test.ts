import type { AppConnection } from '@linkwright/core';
import { expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

/** An app that takes edits of the primary, and sets it back at once: so many times. */
async function stubborn(times: number): Promise<TwoApps & { setsBack(): void; readonly ada: string }> {
  let left = 0;
  let former = '';
  const wrap = (app: AppConnection, side: 'left' | 'right'): AppConnection =>
    side === 'right'
      ? app
      : {
          check: (...call) => app.check(...call),
          listObjects: (...call) => app.listObjects(...call),
          describeObjects: (...call) => app.describeObjects(...call),
          readChanges: (...call) => app.readChanges(...call),
          readRecords: (...call) => app.readRecords(...call),
          findByKey: (...call) => app.findByKey(...call),
          listIds: (...call) => app.listIds(...call),
          readAssociations: (...call) => app.readAssociations(...call),
          write: (...call) => app.write(...call),
          close: () => app.close(),
          async writeAssociations(request, options) {
            const outcomes = (await app.writeAssociations?.(request, options)) ?? [];
            for (const { field, id } of request.changes) {
              if (field !== 'primary' || left === 0) continue;
              left -= 1;
              apps.left.associate('contacts', id, 'primary', former);
            }
            return outcomes;
          },
        };
  const apps = await twoApps({
    left: crm,
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: {
        ...contactsSync,
        associations: [
          { left: 'primary', right: 'Account' },
          { left: 'companies', right: 'Accounts' },
        ],
      },
    },
    wrap,
  });
  former = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  apps.left.create('companies', { name: 'Umbrella', domain: 'umbrella.example' });
  const ada = apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [former] });
  await apps.sync();
  return Object.assign(apps, {
    ada,
    setsBack() {
      left = times;
    },
  });
}

const primary = (apps: TwoApps): readonly unknown[] =>
  apps.left.readEdges('contacts', 'primary').map(([, id]) => apps.left.read('companies', id)?.fields.name);
const account = (apps: TwoApps): readonly unknown[] =>
  apps.right.readEdges('tblP', 'fldAccount').map(([, id]) => apps.right.read('tblA', id)?.fields.fldName);

/** A person moves the account of Ada in the base. */
function move(apps: TwoApps, name: string): void {
  const person = only(apps.right, 'tblP').id;
  for (const [, id] of apps.right.readEdges('tblP', 'fldAccount')) {
    apps.right.disassociate('tblP', person, 'fldAccount', id);
  }
  apps.right.associate('tblP', person, 'fldAccount', find(apps.right, 'tblA', 'fldName', name).id);
}

test('an edit that its app took and does not show is written again, and never undone where it was made', async () => {
  const apps = await stubborn(1);
  move(apps, 'Umbrella');
  apps.setsBack();
  const report = await apps.sync();
  expect([primary(apps), account(apps)]).toEqual([['Umbrella'], ['Umbrella']]);
  expect(report.syncs.map(({ associations }) => associations.unkept)).toEqual([undefined, undefined]);
  expect(apps.written(await apps.sync())).toBe(0);
});

test('an edit that its app never shows is told, listed with a remedy, and tried again later', async () => {
  const apps = await stubborn(2);
  move(apps, 'Umbrella');
  apps.setsBack();
  const report = await apps.sync();
  expect([primary(apps), account(apps)]).toEqual([['Acme'], ['Umbrella']]);
  expect(report).toMatchObject({ status: 'attention' });
  expect(report.syncs.find(({ name }) => name === 'contacts')?.associations.unkept).toBe(1);
  expect(apps.events).toContainEqual(
    expect.objectContaining({
      kind: 'association-not-kept',
      connection: 'left',
      label: 'ada@acme.example',
      field: 'primary',
      missing: ['Umbrella'],
      staying: ['Acme'],
    }),
  );
  expect(await apps.failing()).toMatchObject([{ reason: 'association-not-kept' }]);
  apps.clock.advance(3_600_000);
  await apps.sync();
  expect([primary(apps), account(apps)]).toEqual([['Umbrella'], ['Umbrella']]);
  expect(await apps.failing()).toEqual([]);
  expect(apps.written(await apps.sync())).toBe(0);
});
