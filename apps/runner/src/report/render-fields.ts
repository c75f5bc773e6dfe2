import stringWidth from 'string-width';
import type { RecordDocument } from '../operations/documents/record-document.ts';
import { pad, renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { wrapText } from '../output/wrap-text.ts';
import type { TimeOf } from './tell-time.ts';
import { tellValue } from './tell-value.ts';

type Field = RecordDocument['records'][number]['fields'][number];

interface Frame {
  /** Names of the connections. */
  readonly left: string;
  readonly right: string;
  /** `null`: lines are as long as they are. */
  readonly width: number | null;
  readonly timeOf: TimeOf;
}

const atLastSync = 'at the last sync';

/** The mapped fields of two twins: a table, or a block for each field where the table is wider than `width`. */
export function renderFields(fields: readonly Field[], frame: Frame): string {
  const { left, right, width, timeOf } = frame;
  const table = renderTable(
    [
      { title: left },
      { title: 'value' },
      { title: right },
      { title: 'value' },
      { title: atLastSync },
      { title: 'last written by us' },
    ],
    fields.map((field) => [
      field.left.name,
      value(field.left.value),
      field.right.name,
      value(field.right.value),
      baseOf(field),
      field.written ? `to ${field.written.connection}, ${timeOf(field.written.at)}` : '–',
    ]),
  );
  if (width === null || table.split('\n').every((line) => stringWidth(line) <= width)) return table;
  return fields.map((field) => block(field, frame)).join('\n');
}

function block(field: Field, { left, right, width, timeOf }: Frame): string {
  const [a, b, base] = [value(field.left.value), value(field.right.value), baseOf(field)];
  const written = field.written ? [`written by us to ${field.written.connection}, ${timeOf(field.written.at)}`] : [];
  const titles = Math.max(...[left, right, atLastSync].map((title) => stringWidth(title)));
  const line = (title: string, text: string): string => `${pad(title, titles)}  ${text}`;
  // One value everywhere is told once.
  const values =
    a === b && b === base
      ? [`${a} (the same at the last sync)`]
      : [line(left, a), line(right, b), line(atLastSync, base)];
  return [
    visible(`${field.left.name} ↔ ${field.right.name}`),
    ...[...values, ...written].map((text) => wrapText(`  ${text}`, width ?? Number.POSITIVE_INFINITY, 2)),
  ].join('\n');
}

const value = (known: Parameters<typeof tellValue>[0] | undefined): string =>
  known === undefined ? '–' : tellValue(known);

/** At the last sync; two values where each app held its own. */
function baseOf({ left, right }: Field): string {
  if (left.base === undefined && right.base === undefined) return '–';
  return [...new Set([value(left.base), value(right.base)])].join(' | ');
}
