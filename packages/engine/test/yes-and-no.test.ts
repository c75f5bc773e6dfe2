import { expect, test } from 'vitest';
import { twoApps } from './support/two-apps.ts';

const choices = (...labels: readonly string[]) => labels.map((label) => ({ value: label, label }));
const left = {
  id: 'people',
  fields: [
    { id: 'email', type: 'email' as const },
    { id: 'vip', type: 'boolean' as const },
  ],
};

const open = (labels: readonly string[], options?: Record<string, string>, type: 'option' | 'options' = 'option') =>
  twoApps({
    left: { objects: [left] },
    right: {
      objects: [
        {
          id: 'people',
          fields: [
            { id: 'email', type: 'email' },
            { id: 'vip', type, options: choices(...labels) },
          ],
        },
      ],
    },
    syncs: {
      people: {
        left: { connection: 'left', object: 'people' },
        right: { connection: 'right', object: 'people' },
        match: { left: 'email', right: 'email' },
        fields: [
          { left: 'email', right: 'email' },
          { left: 'vip', right: 'vip', ...(options && { options }) },
        ],
      },
    },
  });

test.each([
  ['a radio button', ['Ja', 'Nein'], { true: 'Ja', false: 'Nein' }, 'option', 'Ja', 'Nein'],
  ['a check box', ['Yes', 'No'], undefined, 'options', ['Yes'], ['No']],
] as const)(
  'a yes or no travels into %s and back, and no answer is none',
  async (_name, labels, options, type, yes, no) => {
    const apps = await open(labels, options, type);
    const ids = [true, false, null].map((vip, index) =>
      apps.left.create('people', { email: `${index}@x.example`, vip }),
    );
    await apps.sync();
    const there = apps.right.readAll('people');
    expect(there.map(({ fields }) => fields.vip ?? null)).toEqual([yes, no, null]);
    expect(apps.written(await apps.sync())).toBe(0);

    for (const { id } of there) apps.right.update('people', id, { vip: no });
    await apps.sync();
    expect(ids.map((id) => apps.left.read('people', id)?.fields.vip)).toEqual([false, false, false]);
    expect(apps.written(await apps.sync())).toBe(0);
  },
);

test('without a partner it is refused with the lines to add', async () => {
  const { problems } = await (await open(['Ja', 'Nein'])).compile();
  expect(problems).toMatchObject([{ code: 'options-without-partner', remedy: expect.stringContaining('options: {') }]);
});
