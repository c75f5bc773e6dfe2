import type { MappedSync } from '@linkwright/engine';
import type { MapPicture } from '../operations/documents/map-document.ts';
import { drawBeside, layOutBeside } from './lay-out-beside.ts';
import {
  arcsOf,
  bend,
  head,
  type Line,
  lineOf,
  margin,
  middleOf,
  pairWidth,
  placeBoxes,
  portsOf,
  trackHeight,
} from './picture-parts.ts';
import { coverageState, pairNote, shortened, tellCoverage } from './picture-texts.ts';
import { spreadRows } from './spread-rows.ts';

/**
 * A picture of the configuration: a column for each connection with its objects, a line for each object sync, and for each end of
 * an association mapping a label beside its column, with curves from the object that holds it and to the one that it points at.
 *
 * No label lies on a line, a box or another label. Beside a column labels stand outside of all curves, each at a height of its own
 * that no line of a sync runs through. Between columns there is a strip in which lines run level, one label apart from each other.
 * A line to a column that is not the next one runs below everything else.
 */
export function layOutMap(syncs: readonly MappedSync[]): MapPicture {
  const { boxes, columns, boxOf } = placeBoxes(syncs);
  const lines = syncs.flatMap((sync) => lineOf(sync, boxOf));
  const arcs = syncs.flatMap((sync) => arcsOf(sync, syncs, boxOf));
  const across = lines.filter(({ from, to }) => from.column !== to.column);
  const besides = columns.map((_column, index) => layOutBeside(index, arcs, lines));

  // From left to right: what stands beside the first column, the column, what stands beside it, the strip to the next one.
  const strips = columns.map((_column, index) => stripWidth(across.filter(({ from }) => from.column === index)));
  let x = margin + (besides[0]?.width ?? 0);
  const xs = columns.map(({ width }, index) => {
    const own = x;
    x +=
      width + (index > 0 ? (besides[index]?.width ?? 0) : 0) + (index < columns.length - 1 ? (strips[index] ?? 0) : 0);
    return own;
  });
  const places = columns.map(({ width }, index) => ({
    left: xs[index] ?? 0,
    right: (xs[index] ?? 0) + width,
    strip: (xs[index] ?? 0) + width + (index > 0 ? (besides[index]?.width ?? 0) : 0),
  }));

  const adjacent = columns.map((_column, index) =>
    across.filter(({ from, to }) => from.column === index && to.column === index + 1),
  );
  const tracks = new Map<Line, number>();
  for (const own of adjacent) {
    const wanted = own.map(({ from, to }) => ({ wanted: (middleOf(from) + middleOf(to)) / 2, height: trackHeight }));
    spreadRows(wanted, head - margin).forEach((middle, index) => {
      const line = own[index];
      if (line) tracks.set(line, middle);
    });
  }
  const lowest = Math.max(
    head,
    ...boxes.map((one) => one.y + one.height),
    ...[...tracks.values()].map((middle) => middle + trackHeight / 2),
    ...besides.map(({ bottom }) => bottom),
  );
  const far = across.filter((line) => !tracks.has(line));
  for (const [index, line] of far.entries()) tracks.set(line, lowest + (index + 0.5) * trackHeight);

  const ports = portsOf(across);
  return {
    width: Math.ceil(x + margin),
    height: Math.ceil(lowest + far.length * trackHeight + margin),
    columns: columns.map(({ title, width }, index) => ({ x: (xs[index] ?? 0) + width / 2, y: margin + 12, title })),
    objects: boxes.map(({ column, ...object }) => ({ ...object, x: xs[column] ?? 0 })),
    pairs: lines.map((line) => {
      const { sync, from, to } = line;
      const told = {
        sync: sync.name,
        implied: sync.implied,
        title: shortened(sync.name),
        note: pairNote(sync),
        direction: sync.direction,
      };
      const beside = besides[from.column]?.lines.get(line);
      const place = places[from.column];
      if (beside !== undefined && place !== undefined) return { ...told, ...drawBeside(from.column, place, beside) };
      const track = tracks.get(line) ?? 0;
      const [start, end] = [ports.get(line)?.from ?? 0, ports.get(line)?.to ?? 0];
      const strip = place?.strip ?? 0;
      const label = strip + (strips[from.column] ?? 0) / 2;
      const [near, beyond] = [places[from.column]?.right ?? 0, places[to.column]?.left ?? 0];
      return {
        ...told,
        path: [
          `M ${near} ${start} H ${strip}`,
          `C ${strip + bend / 2} ${start}, ${strip + bend / 2} ${track}, ${strip + bend} ${track}`,
          `H ${beyond - bend}`,
          `C ${beyond - bend / 2} ${track}, ${beyond - bend / 2} ${end}, ${beyond} ${end}`,
        ].join(' '),
        label: { x: label, y: track },
        anchor: 'middle' as const,
      };
    }),
    associations: arcs.flatMap((arc) => {
      const place = places[arc.source.column];
      const beside = besides[arc.source.column]?.arcs.get(arc);
      if (place === undefined || beside === undefined) return [];
      const { coverage } = arc.association;
      const { path, label, anchor } = drawBeside(arc.source.column, place, beside);
      return [
        {
          sync: arc.sync.name,
          path,
          label: { x: label.x, y: label.y + 4 },
          anchor,
          title: arc.title,
          note: coverage === null ? '' : tellCoverage(coverage),
          isMark: arc.association.isMark,
          state: coverageState(coverage),
        },
      ];
    }),
  };
}

const stripWidth = (lines: readonly Line[]): number =>
  2 * bend + Math.max(120, ...lines.map(({ sync }) => pairWidth(sync) + 16));
