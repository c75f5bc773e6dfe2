import { createTestRandom } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import type { ObjectCatalogue } from '../src/hubspot-catalogue.ts';
import { searchBodies } from '../src/hubspot-search-bodies.ts';

const signs = [
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\n',
  '\u0000',
  '\u2028',
  ' ',
  'a',
  'B',
  '株',
  '🙂',
  '\ud800',
];

/** Texts of signs that break out of quotes and brackets; the same in every run. */
function nastyTexts(count: number): readonly string[] {
  const random = createTestRandom(11);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 9) }, () => signs[Math.floor(random() * signs.length)] ?? '').join(
      '',
    ),
  );
}

const catalogue: Pick<ObjectCatalogue, 'typeByProperty'> = {
  typeByProperty: new Map([
    ['name', 'text'],
    ['city', 'text'],
  ]),
};

it('a value of a record is a value of a filter and nothing else, whatever it is made of', () => {
  for (const text of nastyTexts(2000)) {
    const keys = [
      new Map([['name', text]]),
      new Map([
        ['name', text],
        ['city', text],
      ]),
    ];
    const { bodies } = searchBodies(keys, catalogue as ObjectCatalogue, ['name']);
    const sent: unknown = JSON.parse(JSON.stringify(bodies));
    expect(sent).toMatchObject([
      { filterGroups: [{ filters: [{ propertyName: 'name', operator: 'IN', values: [text.toLowerCase()] }] }] },
      {
        filterGroups: [
          {
            filters: [
              { propertyName: 'name', operator: 'EQ', value: text },
              { propertyName: 'city', operator: 'EQ', value: text },
            ],
          },
        ],
      },
    ]);
    expect(Object.keys(bodies[0] ?? {}).sort()).toEqual(['filterGroups', 'limit', 'properties', 'sorts']);
  }
});
