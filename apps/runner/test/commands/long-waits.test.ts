import type { FacingRequest, Refusal } from '@linkwright/sandbox';
import { expect, it } from 'vitest';
import { addCompany, addContact } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const people = 35;

/** A portal with more contacts than one call writes, and what Airtable says to a write of theirs. */
async function startFilled(refuse: (batch: number, body: string) => Refusal | undefined): Promise<Crm> {
  let batches = 0;
  const chooseFault = ({ app, method, path, body }: FacingRequest) => {
    if (app !== 'airtable' || method !== 'POST' || !path.startsWith('/v0/app') || !body.includes('p1'))
      return undefined;
    batches += 1;
    return refuse(batches, String(body));
  };
  const crm = await startCrm({ chooseFault });
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  for (let index = 0; index < people; index += 1) await addContact(crm, { email: `p1${index}@acme.example` }, [acme]);
  return crm;
}

async function peopleOf(crm: Crm): Promise<readonly string[]> {
  const rows = await crm.base('People').select().all();
  return rows.map((row) => String(row.get('Email')));
}

it.each([429, 503] as const)(
  'an app that asks with %i to wait ten days ends the run, which says when to come back; the next one goes on',
  async (status) => {
    let open = false;
    const refused: string[] = [];
    const crm = await startFilled((batch, body) => {
      if (open || batch < 2) return undefined;
      refused.push(body);
      return { status, retryAfterSeconds: 864_000 };
    });
    const startedAt = Date.now();
    const stopped = await crm.run('sync');
    expect(stopped.exitCode).toBe(1);
    const told = /after (\d{4}-\d\d-\d\d \d\d:\d\d) UTC/.exec(stopped.stderr)?.[1] ?? '';
    const wait = Date.parse(`${told.replace(' ', 'T')}:00Z`) - startedAt;
    expect(Math.round(wait / 3_600_000)).toBe(240);
    // Nothing was asked again, so nobody has waited.
    expect(new Set(refused).size).toBe(refused.length);
    const before = await peopleOf(crm);
    expect(before.length).toBeLessThan(people);
    expect((await crm.run('status')).stdout).toMatch(
      /^Failed \S+, \d+ records to go: linkwright sync goes on from there\.\n/,
    );

    open = true;
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const after = await peopleOf(crm);
    expect(after).toHaveLength(people);
    expect(new Set(after).size).toBe(people);
    expect((await crm.run('sync')).stdout).toContain('Nothing to do: both sides are in step.');
  },
);
