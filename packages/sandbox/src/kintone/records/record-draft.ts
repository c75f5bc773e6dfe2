import { z } from 'zod';
import { filledByLookups } from '../apps/form-state.ts';
import { defaultValueOf } from '../fields/default-values.ts';
import { checkConstraints } from '../fields/field-constraints.ts';
import { type FieldDefinition, isCell } from '../fields/field-definition.ts';
import { readValue } from '../fields/field-values.ts';
import type { NumberPrecision } from '../fields/number-precision.ts';
import type { KintoneDomain } from '../kintone-domain.ts';
import type { Violations } from '../kintone-errors.ts';
import { calculateCells } from './calculate-cells.ts';
import { copyThroughLookup } from './lookup-copies.ts';
import type { Cells, CellValue, Entity, TableRow } from './record-state.ts';
import { cellValue } from './record-view.ts';

/** Only `value` counts of what is sent; a cell without one is not sent. */
export const sentCellsInput = z.record(z.string(), z.looseObject({ value: z.unknown().optional() }));

export type SentCells = z.output<typeof sentCellsInput>;

export interface DraftContext {
  readonly domain: KintoneDomain;
  readonly caller: Entity;
  readonly violations: Violations;
  readonly place: string;
  readonly inTable: boolean;
  readonly precision: NumberPrecision;
}

/**
 * The cells of a record, or of a row, after a write: what is sent over what was there, or over the defaults; then what
 * lookups copy and what is calculated. Codes that the form does not know are ignored.
 */
export function draftCells(
  context: DraftContext,
  fields: ReadonlyMap<string, FieldDefinition>,
  sent: SentCells,
  current: Cells | undefined,
): Cells {
  const { domain, violations, place } = context;
  const cells = new Map<number, CellValue>(current);
  const filled = filledByLookups(fields);
  const lookedUp: FieldDefinition[] = [];
  const refused = new Set<FieldDefinition>();
  for (const field of fields.values()) {
    const value = sent[field.code]?.value;
    if (field.type === 'SUBTABLE') {
      if (value !== undefined) cells.set(field.key, draftRows(context, field, value, current?.get(field.key)));
      continue;
    }
    if (!isCell(field) || field.type === 'CALC' || filled.has(field.key)) continue;
    if (value === undefined) {
      if (current === undefined) cells.set(field.key, defaultValueOf(domain, context.caller, field));
      continue;
    }
    const read = readValue({ ...context, current: current?.get(field.key) }, field, value);
    if (read === undefined) {
      refused.add(field);
      continue;
    }
    cells.set(field.key, read);
    if (field.settings.lookup !== undefined) lookedUp.push(field);
  }
  // A record that is refused anyway looks nothing up.
  if (violations.count === 0) for (const field of lookedUp) copyThroughLookup(domain, fields, field, cells);
  calculateCells(fields, cells);
  for (const field of fields.values()) {
    if (isCell(field) && !refused.has(field)) checkConstraints(field, cellValue(field, cells), place, violations);
  }
  return cells;
}

const rowsInput = z.array(
  z.looseObject({ id: z.union([z.string(), z.number()]).nullish(), value: sentCellsInput.optional() }),
);

/** Rows that are named by their id are changed, others are new, and those that are not sent are gone. */
function draftRows(
  context: DraftContext,
  table: FieldDefinition,
  sent: unknown,
  current: CellValue | undefined,
): CellValue {
  const input = rowsInput.safeParse(sent);
  const before = current !== undefined && typeof current !== 'string' && 'rows' in current ? current.rows : [];
  if (!input.success) {
    context.violations.add(`${context.place}.${table.code}.value`, 'The value is invalid.');
    return { rows: before };
  }
  const rows = input.data.map(({ id, value = {} }, index): TableRow => {
    const row = id == null ? undefined : before.find((one) => one.id === Number(id));
    const place = `${context.place}.${table.code}.value[${index}].value`;
    return {
      id: row?.id ?? context.domain.newKey(),
      cells: draftCells({ ...context, place, inTable: true }, table.fields, value, row?.cells),
    };
  });
  return { rows };
}
