import type { MappedSync } from '@linkwright/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawMap } from '../../src/map/draw-map.ts';
import { layOutMap } from '../../src/map/lay-out-map.ts';
import { widthOf } from '../../src/map/picture-texts.ts';
import type { MapPicture } from '../../src/operations/documents/map-document.ts';

interface Rectangle {
  readonly told: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a text covers: letters of twelve pixels reach nine above the line they stand on and three below it. */
function textArea(told: string, { x, y }: Point, anchor: 'start' | 'middle' | 'end', scale = 1): Rectangle {
  const width = widthOf(told) * scale;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { told, left, right: left + width, top: y - 9 * scale, bottom: y + 3 * scale };
}

const labelsOf = ({ columns, pairs, associations }: MapPicture): readonly Rectangle[] => [
  ...columns.map(({ title, ...at }) => textArea(title, at, 'middle', 14 / 12)),
  ...pairs.flatMap(({ title, note, label, anchor }) => [
    textArea(`${title} ⇄`, { ...label, y: label.y - 7 }, anchor),
    textArea(note, { ...label, y: label.y + 16 }, anchor),
  ]),
  ...associations.map(({ title, label, anchor }) => textArea(title, label, anchor)),
];

const boxesOf = ({ objects }: MapPicture): readonly Rectangle[] =>
  objects.map(({ title, x, y, width, height }) => ({
    told: title,
    left: x,
    right: x + width,
    top: y,
    bottom: y + height,
  }));

/** Points of a path of moves, level lines and curves, near enough to each other to hit whatever they run through. */
function pointsOf(path: string): readonly Point[] {
  const points: Point[] = [];
  let at: Point = { x: Number.NaN, y: Number.NaN };
  for (const [, command, rest = ''] of path.matchAll(/([MHC])([^MHC]*)/g)) {
    const numbers = rest
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    if (numbers.some(Number.isNaN)) throw new Error(`no numbers: ${path}`);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    const from = at;
    if (command === 'M') at = { x: a, y: b };
    else if (command === 'H') at = { x: a, y: from.y };
    else at = { x: e, y: f };
    if (command === 'M') continue;
    const steps = command === 'H' ? Math.ceil(Math.abs(at.x - from.x) / 2) : 80;
    for (let step = 0; step <= steps; step += 1) {
      const [t, u] = [step / steps, 1 - step / steps];
      points.push(
        command === 'H'
          ? { x: u * from.x + t * at.x, y: from.y }
          : {
              x: u ** 3 * from.x + 3 * u * u * t * a + 3 * u * t * t * c + t ** 3 * e,
              y: u ** 3 * from.y + 3 * u * u * t * b + 3 * u * t * t * d + t ** 3 * f,
            },
      );
    }
  }
  return points;
}

const isIn = ({ left, right, top, bottom }: Rectangle, { x, y }: Point): boolean =>
  x > left && x < right && y > top && y < bottom;
const cover = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Every label that cannot be read, or whose line cannot be told from another. */
function faultsOf(picture: MapPicture): readonly string[] {
  const labels = labelsOf(picture);
  const boxes = boxesOf(picture);
  const lines = [...picture.pairs, ...picture.associations].map(({ title, path }) => ({
    title,
    points: pointsOf(path),
  }));
  return [
    ...labels.flatMap((label, index) =>
      labels.slice(index + 1).flatMap((other) => (cover(label, other) ? [`${label.told} covers ${other.told}`] : [])),
    ),
    ...labels.flatMap((label) => boxes.flatMap((one) => (cover(label, one) ? [`${label.told} lies on a box`] : []))),
    ...labels.flatMap((label) =>
      lines.flatMap(({ title, points }) =>
        points.some((point) => isIn(label, point)) ? [`${label.told} lies on the line of ${title}`] : [],
      ),
    ),
    ...lines.flatMap(({ title, points }) =>
      boxes.flatMap((one) =>
        points.some((point) => isIn(one, point)) ? [`the line of ${title} runs through a box`] : [],
      ),
    ),
    ...[...labels, ...boxes]
      .filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > picture.width || bottom > picture.height)
      .map(({ told }) => `${told} reaches out of the picture`),
  ];
}

const end = (connection: string, object: string) => ({
  connection,
  app: connection,
  object,
  objectId: object,
  filtered: false,
});

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,18}$/),
  fc.constantFrom('会社', '\u202egnirts', 'x'.repeat(400), '<b>', ''),
);

/** Syncs of up to four connections, with associations through any of them. */
const configuration: fc.Arbitrary<readonly MappedSync[]> = fc
  .array(
    fc.record({
      ends: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(4), fc.nat(4)),
      title: name,
      direction: fc.constantFrom('two-way', 'left-to-right', 'right-to-left'),
      implied: fc.boolean(),
      linked: fc.option(fc.nat(2_000_000)),
      key: name,
      associations: fc.array(fc.record({ left: name, right: name, via: fc.nat(11), isMark: fc.boolean() }), {
        maxLength: 5,
      }),
    }),
    { maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(({ ends: [a, b, one, other], title, key, associations, ...sync }, index) => ({
      ...sync,
      name: `${index} ${title}`,
      left: end(`app ${a}`, `object ${one}`),
      right: end(`app ${b}`, `object ${other}`),
      matchedOn: [[{ left: key, right: key }]],
      fields: [],
      associations: associations.map(({ via, ...association }) => {
        const target = drawn[via % drawn.length];
        return {
          ...association,
          via: `${via % drawn.length} ${target?.title}`,
          direction: 'two-way' as const,
          reading: 'one' as const,
          coverage: null,
        };
      }),
    })),
  );

describe('the picture of the map', () => {
  it('no label lies on a line, a box or another label, whatever is connected', () => {
    fc.assert(
      fc.property(configuration, (syncs) => {
        expect(faultsOf(layOutMap(syncs))).toEqual([]);
      }),
      { numRuns: 60, examples: [[[]]] },
    );
  });

  it('draws each sync once, level where its two objects stand beside each other, and both ends of each association', () => {
    const sync = (object: string, other: string, ...pointing: readonly string[]): MappedSync => ({
      name: object,
      implied: false,
      left: end('HubSpot', object),
      right: end('Airtable', other),
      direction: 'two-way',
      matchedOn: [[{ left: 'name', right: 'Name' }]],
      fields: [],
      linked: 2,
      associations: pointing.map((field) => ({
        left: field,
        right: `${field} link`,
        via: 'companies',
        direction: 'two-way',
        reading: 'one',
        isMark: false,
        coverage: { placed: 1, waiting: 0, unplaceable: 0 },
      })),
    });
    const picture = layOutMap([
      sync('companies', 'Accounts'),
      sync('contacts', 'People', 'primary_company', 'companies'),
    ]);
    const [first] = picture.pairs;
    expect(new Set(pointsOf(first?.path ?? '').map(({ y }) => Math.round(y))).size).toBe(1);
    const svg = drawMap(picture, 'What is connected');
    expect(svg.match(/<path /g)).toHaveLength(2 + 4);
    for (const label of ['primary_company', 'primary_company link', 'companies link'])
      expect(svg).toContain(`>${label}</text>`);
  });
});
