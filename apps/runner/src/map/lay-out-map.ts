import type { MappedAssociation, MappedSync } from '@linkwright/engine';
import stringWidth from 'string-width';
import type { MapPicture } from '../operations/documents/map-document.ts';
import { formatNumber } from '../output/format-number.ts';

type Side = 'left' | 'right';
type PlacedObject = MapPicture['objects'][number] & { readonly column: number };

const box = { height: 46, least: 150, padding: 14 };
const gap = { least: 220, row: 42, arc: 34, title: 34, margin: 16 };
/** Of a character of the smaller text, which is 12 pixels high. */
const characterWidth = 6.6;

const keyOf = ({ connection, object }: MappedSync['left']): string => JSON.stringify([connection, object]);
const widthOf = (text: string): number => Math.ceil(stringWidth(text) * characterWidth);

/**
 * A picture of the configuration: a column for each connection with its objects, a line for each object sync, and an arc for
 * each end of an association mapping, on the outer side of its column.
 */
export function layOutMap(syncs: readonly MappedSync[]): MapPicture {
  const ends = syncs.flatMap(({ left, right }) => [left, right]);
  const connections = [...new Map(ends.map((end) => [end.connection, end])).values()];
  const arcs = arcsOf(syncs);
  const sideRoom = (column: number): number =>
    Math.max(
      0,
      ...arcs.filter((arc) => arc.column === column).map((arc) => gap.arc * (arc.lane + 1) + widthOf(arc.title)),
    );
  const objects = new Map<string, PlacedObject>();
  const columns: { x: number; y: number; title: string }[] = [];
  const between = Math.max(
    gap.least,
    ...syncs.flatMap((sync) => [noteOf(sync), sync.name].map((told) => widthOf(told) + 40)),
  );
  let x = gap.margin + (connections.length > 0 ? sideRoom(0) : 0);
  for (const [column, connection] of connections.entries()) {
    const own = [
      ...new Map(
        ends.filter((end) => end.connection === connection.connection).map((end) => [keyOf(end), end]),
      ).values(),
    ];
    const width = Math.max(box.least, ...own.map(({ object }) => widthOf(object) * 1.2 + 2 * box.padding));
    const title =
      connection.app.toLowerCase() === connection.connection.toLowerCase()
        ? connection.app
        : `${connection.app} (${connection.connection})`;
    columns.push({ x: x + width / 2, y: gap.margin + 12, title });
    for (const [row, end] of own.entries()) {
      objects.set(keyOf(end), {
        column,
        x,
        y: gap.margin + gap.title + row * (box.height + gap.row),
        width,
        height: box.height,
        title: end.object,
        note: end.filtered ? 'filtered' : '',
      });
    }
    x += width + between + (column > 0 && column < connections.length - 1 ? sideRoom(column) : 0);
  }
  const lastColumn = connections.length - 1;
  const width = x - between + (lastColumn > 0 ? sideRoom(lastColumn) : 0) + gap.margin;
  const rows = Math.max(0, ...[...objects.values()].map((object) => object.y + object.height));
  return {
    width: Math.ceil(width),
    height: rows + gap.margin,
    columns,
    objects: [...objects.values()].map(({ column, ...object }) => object),
    pairs: syncs.flatMap((sync) => pairLine(sync, objects)),
    associations: arcs.flatMap((arc) => drawArc(arc, objects)),
  };
}

interface Arc {
  readonly sync: MappedSync;
  readonly association: MappedAssociation;
  readonly column: number;
  /** Arcs of one column stand side by side: 0 is the nearest to it. */
  readonly lane: number;
  readonly source: string;
  readonly target: string;
  readonly title: string;
}

function arcsOf(syncs: readonly MappedSync[]): readonly Arc[] {
  const connections = [...new Set(syncs.flatMap(({ left, right }) => [left.connection, right.connection]))];
  const lanes = new Map<number, number>();
  const arcs: Arc[] = [];
  for (const sync of syncs) {
    for (const association of sync.associations) {
      const via = syncs.find(({ name }) => name === association.via);
      if (!via) continue;
      for (const side of ['left', 'right'] as const) {
        const end = sync[side];
        // The sync of the targets may have the two connections the other way round.
        const target = via.left.connection === end.connection ? via.left : via.right;
        const column = connections.indexOf(end.connection);
        const lane = lanes.get(column) ?? 0;
        lanes.set(column, lane + 1);
        arcs.push({
          sync,
          association,
          column,
          lane,
          source: keyOf(end),
          target: keyOf(target),
          title: association[side],
        });
      }
    }
  }
  return arcs;
}

function pairLine(sync: MappedSync, objects: ReadonlyMap<string, PlacedObject>): MapPicture['pairs'] {
  const [left, right] = [objects.get(keyOf(sync.left)), objects.get(keyOf(sync.right))];
  if (!left || !right) return [];
  const isForward = left.column <= right.column;
  const edge = (object: PlacedObject, outer: Side) => ({
    x: outer === 'right' ? object.x + object.width : object.x,
    y: object.y + object.height / 2,
  });
  return [
    {
      sync: sync.name,
      from: edge(left, isForward ? 'right' : 'left'),
      to: edge(right, isForward ? 'left' : 'right'),
      implied: sync.implied,
      title: sync.name,
      note: noteOf(sync),
      direction: sync.direction,
    },
  ];
}

function noteOf({ matchedOn, linked }: MappedSync): string {
  const keys = matchedOn.map((parts) => parts.map((part) => part.left).join(' + ')).join(', then ');
  const told = keys === '' ? 'no match key' : `by ${keys}`;
  return linked === null ? told : `${told} · ${formatNumber(linked)} linked`;
}

function drawArc(arc: Arc, objects: ReadonlyMap<string, PlacedObject>): MapPicture['associations'] {
  const [source, target] = [objects.get(arc.source), objects.get(arc.target)];
  if (!source || !target) return [];
  const outward = arc.column === 0 ? -1 : 1;
  const edge = (object: PlacedObject): number => (outward < 0 ? object.x : object.x + object.width);
  const isLoop = source === target;
  const from = { x: edge(source), y: source.y + source.height * (isLoop ? 0.25 : 0.5) };
  const to = { x: edge(target), y: target.y + target.height * (isLoop ? 0.75 : 0.5) };
  const far = (outward < 0 ? Math.min(from.x, to.x) : Math.max(from.x, to.x)) + outward * gap.arc * (arc.lane + 1);
  const { coverage } = arc.association;
  return [
    {
      sync: arc.sync.name,
      path: `M ${from.x} ${from.y} C ${far} ${from.y}, ${far} ${to.y}, ${to.x} ${to.y}`,
      label: {
        x: far + outward * 4 - (outward * gap.arc * (arc.lane + 1)) / 4,
        y: labelHeight(from.y, to.y, arc.lane),
      },
      anchor: outward < 0 ? 'end' : 'start',
      title: arc.title,
      note: coverage === null ? '' : tellCoverage(coverage),
      isMark: arc.association.isMark,
      state: coverageState(coverage),
    },
  ];
}

/** Labels of arcs between the same two objects stand one below the other. */
const labelHeight = (from: number, to: number, lane: number): number => (from + to) / 2 + 4 + ((lane % 3) - 1) * 15;

type Coverage = NonNullable<MappedAssociation['coverage']>;

const tellCoverage = ({ placed, waiting, unplaceable }: Coverage): string =>
  [
    `${formatNumber(placed)} placed`,
    waiting > 0 && `${formatNumber(waiting)} waiting`,
    unplaceable > 0 && `${formatNumber(unplaceable)} unplaceable`,
  ]
    .filter((text) => text !== false)
    .join(', ');

function coverageState(coverage: Coverage | null): MapPicture['associations'][number]['state'] {
  if (coverage === null) return 'unknown';
  if (coverage.unplaceable > 0) return 'unplaceable';
  return coverage.waiting > 0 ? 'waiting' : 'placed';
}
