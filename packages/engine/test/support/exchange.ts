import type { AppConnection, ObjectSyncInput } from '@linkwright/core';
import type { InMemoryField } from '@linkwright/core/testing';
import { expect } from 'vitest';
import { dieAtEveryStep, type Life, liveOnce } from './die-at-every-step.ts';
import { mortalApp } from './mortal.ts';
import { contacts, mapped, people, peopleSync } from './people.ts';
import { type RunOptions, type TwoApps, twoApps } from './two-apps.ts';

export type Sent = { readonly side: 'left' | 'right'; readonly id: string | null; readonly email: unknown };
export type Options = Parameters<typeof twoApps>[0];

/** People by name; the right app refuses a second one with the same value of `field`. `sent`: every write of an e-mail. */
export async function startExchange(
  options: {
    readonly field?: Partial<InMemoryField>;
    readonly right?: Omit<Partial<Options['right']>, 'objects'>;
    readonly sync?: Partial<ObjectSyncInput>;
    readonly more?: Options['syncs'];
    readonly wrap?: Options['wrap'];
    readonly names?: readonly string[];
    readonly life?: Life;
  } = {},
): Promise<{ readonly apps: TwoApps; readonly sent: Sent[]; readonly ids: Readonly<Record<string, string>> }> {
  const sent: Sent[] = [];
  const fields = people.fields.map((field) =>
    field.id === 'email' ? { ...field, unique: true, ...options.field } : field,
  );
  const wrap = options.wrap ?? ((app: AppConnection) => app);
  const apps = await twoApps({
    left: { objects: [contacts, { ...contacts, id: 'leads' }] },
    right: { objects: [{ ...people, fields }], ...options.right },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name', 'title']), ...options.sync }), ...options.more },
    wrap: (app, side) => {
      const inner = wrap(app, side);
      const watched: AppConnection = {
        ...inner,
        write(request, call) {
          for (const change of request.changes) {
            if (change.kind === 'archive' || !('email' in change.fields)) continue;
            sent.push({ side, id: change.kind === 'update' ? change.id : null, email: change.fields.email });
          }
          return inner.write(request, call);
        },
      };
      return options.life ? mortalApp(watched, options.life) : watched;
    },
  });
  const ids: Record<string, string> = {};
  for (const name of options.names ?? ['ada', 'bob', 'cid']) {
    ids[name] = apps.left.create('contacts', { email: `${name}@x.example`, name });
  }
  await apps.sync();
  sent.length = 0;
  return { apps, sent, ids };
}

/** Each one is to have the e-mail of another one. */
export function give(
  apps: TwoApps,
  ids: Readonly<Record<string, string>>,
  emails: Readonly<Record<string, string | null>>,
) {
  for (const [name, of] of Object.entries(emails)) {
    apps.left.update('contacts', ids[name] ?? '', { email: of === null ? null : `${of}@x.example` });
  }
}

export const held = (apps: TwoApps, side: 'left' | 'right') =>
  Object.fromEntries(
    (side === 'left' ? apps.left.readAll('contacts') : apps.right.readAll('people')).map(({ fields }) => [
      fields.name,
      typeof fields.email === 'string' ? fields.email.replace('@x.example', '') : fields.email,
    ]),
  );

export const links = async (apps: TwoApps) =>
  (
    await apps.store.database
      .selectFrom('links')
      .innerJoin('records as left_end', 'left_end.number', 'links.left_record')
      .innerJoin('records as right_end', 'right_end.number', 'links.right_record')
      .select(['left_end.id as left', 'right_end.id as right', 'links.state'])
      .orderBy('links.id')
      .execute()
  ).map(({ left, right, state }) => [left, right, state]);

export const standing = (apps: TwoApps) => apps.store.database.selectFrom('stand_ins').selectAll().execute();

export async function expectDone(apps: TwoApps, run: RunOptions = {}): Promise<void> {
  expect((await apps.sync(run)).status).toBe('done');
  expect(held(apps, 'right')).toEqual(held(apps, 'left'));
  expect(await apps.failing()).toEqual([]);
  expect(await standing(apps)).toEqual([]);
  expect(await apps.conflicts()).toEqual([]);
  expect(apps.written(await apps.sync({ full: true }))).toBe(0);
}

/** The same people of the right app are kept in step with a third list as well. */
export const leads: Options['syncs'] = {
  leads: {
    ...peopleSync({ fields: mapped(['email', 'name']), match: { left: 'name', right: 'name' } }),
    left: { connection: 'left', object: 'leads' },
  },
};

/** Three people pass a value round and a fourth one is new; the sync dies at each of its steps, and the next one finishes it. */
export async function dieInExchange(
  moment: 'before' | 'after',
  options: Parameters<typeof startExchange>[0],
): Promise<number> {
  let sent: readonly Sent[] = [];
  const round = async (life: Life): Promise<TwoApps> => {
    const started = await startExchange({ ...options, life });
    sent = started.sent;
    give(started.apps, started.ids, { ada: 'bob', bob: 'cid', cid: 'ada' });
    started.apps.left.create('contacts', { email: 'new@x.example', name: 'new' });
    return started.apps;
  };
  const calm = await liveOnce(moment, round);
  const expected = { ada: 'bob', bob: 'cid', cid: 'ada', new: 'new' };
  expect(held(calm, 'right')).toEqual(expected);
  return dieAtEveryStep(moment, round, async (apps, step) => {
    expect(held(apps, 'right'), step).toEqual(expected);
    expect(held(apps, 'left'), step).toEqual(expected);
    expect(
      sent.filter(({ side, email }) => side === 'left' && email === null),
      step,
    ).toEqual([]);
    expect(await standing(apps), step).toEqual([]);
    expect(await apps.failing(), step).toEqual([]);
  });
}
