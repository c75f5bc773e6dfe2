import { RecordError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { find } from '../support/two-apps.ts';
import { contactsAlone, crmOf, twoCrms } from '../support/two-crms.ts';

const inside = (onExit: 'freeze' | 'unlink') => ({
  contacts: { ...contactsAlone, filter: { left: { name: { not: 'Former' } }, onExit } },
});

test('no implied company is made for a contact outside the filter', async () => {
  const apps = await twoCrms(inside('unlink'));
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Former' }, { companies: [acme] });
  await apps.sync();
  expect(crmOf(apps.right)).toEqual({ companies: [], contacts: {} });
  apps.left.update('contacts', ada, { name: 'Ada' });
  await apps.sync();
  expect(crmOf(apps.right)).toEqual({ companies: ['Acme'], contacts: { 'ada@x.example': 'Acme of Acme' } });
});

test.each(['freeze', 'unlink'] as const)(
  'a contact that leaves the filter (%s) takes along what it waited for, and asks for it again on return',
  async (onExit) => {
    const apps = await twoCrms(inside(onExit));
    const error = new RecordError('No.', { code: 'no', category: 'other', remedy: 'Wait.' });
    const stop = apps.right.reject('companies', () => true, error);
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' }, { companies: [acme] });
    await apps.sync();
    expect(find(apps.right, 'contacts', 'email', 'ada@x.example').fields.name).toBe('Ada');
    expect((await apps.pending()).map(({ record }) => record)).toContain(acme);

    apps.left.update('contacts', ada, { name: 'Former' });
    await apps.sync();
    stop();
    // The company changes too, and so is due again.
    apps.left.update('companies', acme, { phone: '1' });
    await apps.sync();
    expect(apps.right.count('companies')).toBe(0);
    expect(await apps.pending()).toEqual([]);
    expect(await apps.failing()).toEqual([]);

    apps.left.update('contacts', ada, { name: 'Ada' });
    await apps.sync();
    expect(crmOf(apps.right)).toEqual({ companies: ['Acme'], contacts: { 'ada@x.example': 'Acme of Acme' } });
    expect(apps.written(await apps.sync())).toBe(0);
  },
);

test.each(['freeze', 'unlink'] as const)(
  'a company that is due again in the cycle in which its contact leaves the filter (%s) is not made',
  async (onExit) => {
    const apps = await twoCrms(inside(onExit));
    const error = new RecordError('No.', { code: 'no', category: 'other', remedy: 'Wait.' });
    const stop = apps.right.reject('companies', () => true, error);
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' }, { companies: [acme] });
    const bob = apps.left.create('contacts', { email: 'bob@x.example', name: 'Bob' }, { companies: [acme] });
    await apps.sync();
    expect(apps.right.count('companies')).toBe(0);

    stop();
    apps.left.update('companies', acme, { phone: '1' });
    for (const contact of [ada, bob]) apps.left.update('contacts', contact, { name: 'Former' });
    await apps.sync();
    expect(crmOf(apps.right).companies).toEqual([]);
    expect(await apps.pending()).toEqual([]);

    apps.left.update('contacts', ada, { name: 'Ada' });
    await apps.sync();
    expect(crmOf(apps.right).companies).toEqual(['Acme']);
    expect(apps.written(await apps.sync())).toBe(0);
  },
);
