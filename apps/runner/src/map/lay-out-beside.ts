import {
  type Arc,
  type Box,
  bend,
  head,
  type Line,
  labelHeight,
  middleOf,
  pairWidth,
  portsOf,
  trackHeight,
} from './picture-parts.ts';
import { widthOf } from './picture-texts.ts';
import { spreadRows } from './spread-rows.ts';

/** What stands beside a column: where its label is, and where its curves touch the boxes. */
interface Beside {
  readonly label: number;
  readonly from: number;
  readonly to: number;
}

interface BesideColumn {
  readonly width: number;
  readonly bottom: number;
  readonly arcs: ReadonlyMap<Arc, Beside>;
  /** Syncs of two objects of one connection. */
  readonly lines: ReadonlyMap<Line, Beside>;
}

/** On the outer side of the first column, and to the right of the others, where lines to further columns run through. */
export function layOutBeside(column: number, arcs: readonly Arc[], lines: readonly Line[]): BesideColumn {
  const items = [
    ...arcs
      .filter(({ source }) => source.column === column)
      .map((arc) => ({
        arc,
        line: null,
        from: arc.source,
        to: arc.target,
        height: labelHeight,
        width: widthOf(arc.title),
      })),
    ...lines
      .filter(({ from, to }) => from.column === column && to.column === column)
      .map((line) => ({
        arc: null,
        line,
        from: line.from,
        to: line.to,
        height: trackHeight,
        width: pairWidth(line.sync),
      })),
  ];
  if (items.length === 0) return { width: 0, bottom: 0, arcs: new Map(), lines: new Map() };
  const through = lines.filter(({ from, to }) => from.column !== to.column);
  const ports = portsOf(through);
  const bands = column === 0 ? [] : through.filter(({ from }) => from.column === column).map((line) => bandOf(line));
  const middles = spreadRows(
    items.map(({ from, to, height }) => ({ wanted: (middleOf(from) + middleOf(to)) / 2, height })),
    head,
    bands,
  );
  const touching = touchingPoints(items.map(({ from, to }, index) => ({ from, to, label: middles[index] ?? 0 })));
  const placed = items.map((item, index) => ({
    ...item,
    ...(touching[index] ?? { from: 0, to: 0 }),
    label: middles[index] ?? 0,
  }));
  return {
    width: bend + 6 + Math.max(...items.map(({ width }) => width)) + 8,
    bottom: Math.max(...placed.map(({ label, height }) => label + height / 2)),
    arcs: new Map(placed.flatMap((one) => (one.arc === null ? [] : [[one.arc, one] as const]))),
    lines: new Map(placed.flatMap((one) => (one.line === null ? [] : [[one.line, one] as const]))),
  };

  function bandOf(line: Line) {
    const middle = ports.get(line)?.from ?? 0;
    return { from: middle - 3, to: middle + 3 };
  }
}

/** Of the curves of one box the one to the highest label touches it highest. */
function touchingPoints(
  items: readonly { readonly from: Box; readonly to: Box; readonly label: number }[],
): readonly { readonly from: number; readonly to: number }[] {
  const ends = items.flatMap(({ from, to, label }, index) => [
    { index, end: 'from' as const, box: from, label },
    { index, end: 'to' as const, box: to, label },
  ]);
  const found = items.map(() => ({ from: 0, to: 0 }));
  for (const [one, own] of Map.groupBy(ends, (end) => end.box)) {
    for (const [place, { index, end }] of own.toSorted((a, b) => a.label - b.label).entries()) {
      const entry = found[index];
      if (entry) entry[end] = one.y + (one.height * (place + 1)) / (own.length + 1);
    }
  }
  return found;
}

/** Two curves that meet where the label begins. */
export function drawBeside(
  column: number,
  place: { readonly left: number; readonly right: number },
  { label, from, to }: Beside,
) {
  const outward = column === 0 ? -1 : 1;
  const edge = column === 0 ? place.left : place.right;
  const [tip, half] = [edge + outward * bend, edge + (outward * bend) / 2];
  return {
    path: `M ${edge} ${from} C ${half} ${from}, ${half} ${label}, ${tip} ${label} C ${half} ${label}, ${half} ${to}, ${edge} ${to}`,
    label: { x: tip + outward * 6, y: label },
    anchor: column === 0 ? ('end' as const) : ('start' as const),
  };
}
