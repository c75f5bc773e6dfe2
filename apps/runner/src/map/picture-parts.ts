import type { MappedAssociation, MappedSync } from '@linkwright/engine';
import type { MapPicture } from '../operations/documents/map-document.ts';
import { pairNote, shortened, syncWidth, titleWidth, widthOf } from './picture-texts.ts';

type PictureObject = MapPicture['objects'][number];

const box = { height: 46, least: 150, padding: 14 };
export const margin = 16;
/** From the top of the picture to the first box: the titles of the columns stand there. */
export const head = margin + 34;
const rowPitch = box.height + 42;
/** In which curves run, on the way from a box to the height of a label. */
export const bend = 56;
/** Of the label of an association, and of a pair with the line in its middle: its name above it, its note below. */
export const labelHeight = 18;
export const trackHeight = 48;

/** A box of an object, in the column of its connection. */
export interface Box extends PictureObject {
  readonly column: number;
}

/** One end of an association mapping: from the object that holds the field to the one that it points at. */
export interface Arc {
  readonly sync: MappedSync;
  readonly association: MappedAssociation;
  readonly source: Box;
  readonly target: Box;
  readonly title: string;
}

/** An object sync, its box further to the left first. */
export interface Line {
  readonly sync: MappedSync;
  readonly from: Box;
  readonly to: Box;
}

interface Column {
  readonly title: string;
  readonly width: number;
}

/** The boxes without their place from left to right, which is that of their column. */
export function placeBoxes(syncs: readonly MappedSync[]) {
  const ends = syncs.flatMap(({ left, right }) => [left, right]);
  const connections = [...new Map(ends.map((end) => [end.connection, end])).values()];
  const boxes = new Map<string, Box>();
  const columns = connections.map(({ connection, app }, column): Column => {
    const own = [
      ...new Map(ends.filter((end) => end.connection === connection).map((end) => [keyOf(end), end])).values(),
    ];
    const title =
      app.toLowerCase() === connection.toLowerCase() ? shortened(app) : `${shortened(app)} (${shortened(connection)})`;
    const names = own.map(({ object }) => titleWidth(shortened(object)) + 2 * box.padding);
    const width = Math.max(box.least, titleWidth(title), ...names);
    for (const [row, end] of own.entries()) {
      boxes.set(keyOf(end), {
        column,
        x: 0,
        y: head + row * rowPitch,
        width,
        height: box.height,
        title: shortened(end.object),
        note: end.filtered ? 'filtered' : '',
      });
    }
    return { title, width };
  });
  return { boxes: [...boxes.values()], columns, boxOf: (end: MappedSync['left']) => boxes.get(keyOf(end)) };
}

const keyOf = ({ connection, object }: MappedSync['left']): string => JSON.stringify([connection, object]);
export const middleOf = ({ y, height }: Box): number => y + height / 2;

export function lineOf(sync: MappedSync, boxOf: (end: MappedSync['left']) => Box | undefined): readonly Line[] {
  const [left, right] = [boxOf(sync.left), boxOf(sync.right)];
  if (!left || !right) return [];
  return left.column <= right.column ? [{ sync, from: left, to: right }] : [{ sync, from: right, to: left }];
}

export function arcsOf(
  sync: MappedSync,
  syncs: readonly MappedSync[],
  boxOf: (end: MappedSync['left']) => Box | undefined,
): readonly Arc[] {
  return sync.associations.flatMap((association) => {
    const via = syncs.find(({ name }) => name === association.via);
    if (!via) return [];
    return (['left', 'right'] as const).flatMap((side): readonly Arc[] => {
      // The sync of the targets may have the two connections the other way round.
      const other = via.left.connection === sync[side].connection ? via.left : via.right;
      const [source, target] = [boxOf(sync[side]), boxOf(other)];
      if (!source || !target) return [];
      return [{ sync, association, source, target, title: shortened(association[side]) }];
    });
  });
}

export const pairWidth = (sync: MappedSync): number =>
  Math.max(syncWidth(shortened(sync.name)), widthOf(pairNote(sync)));

/** Where lines touch the boxes, those of one box in the order of what they lead to. */
export function portsOf(lines: readonly Line[]): ReadonlyMap<Line, { readonly from: number; readonly to: number }> {
  const touched = (end: 'from' | 'to', other: 'from' | 'to'): ReadonlyMap<Line, number> =>
    new Map(
      [...Map.groupBy(lines, (line) => line[end])].flatMap(([one, own]) =>
        own
          .toSorted((a, b) => middleOf(a[other]) - middleOf(b[other]))
          .map((line, index) => [line, one.y + (one.height * (index + 1)) / (own.length + 1)] as const),
      ),
    );
  const [from, to] = [touched('from', 'to'), touched('to', 'from')];
  return new Map(lines.map((line) => [line, { from: from.get(line) ?? 0, to: to.get(line) ?? 0 }]));
}
