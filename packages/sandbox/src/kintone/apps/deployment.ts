import { checkConstraints } from '../fields/field-constraints.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import { emptyValue } from '../fields/field-values.ts';
import type { AppState, KintoneDomain } from '../kintone-domain.ts';
import { Violations } from '../kintone-errors.ts';
import type { Cells, CellValue, RecordState } from '../records/record-state.ts';
import { uniqueKey } from '../records/record-store.ts';
import { type FormState, uniqueFieldsOf } from './form-state.ts';

/** Ends the deployments whose time has come. Kintone deploys in the background. */
export function settleDeployments(domain: KintoneDomain): void {
  const time = domain.now();
  for (const app of domain.apps.values()) {
    const { deployment } = app;
    if (deployment?.status !== 'PROCESSING' || time < deployment.endsAt) continue;
    deployment.status = deploy(app, deployment.form) ? 'SUCCESS' : 'FAIL';
  }
}

/** Whether the records there are keep the rules of the form; if not, nothing changes. */
function deploy(app: AppState, form: FormState): boolean {
  const records = [...app.records.values()].map((record) => converted(record, app.live, form));
  if (!keepRules(records, form)) return false;
  app.live = form;
  app.records.rebuild(records, uniqueFieldsOf(form));
  return true;
}

function keepRules(records: readonly RecordState[], form: FormState): boolean {
  const uniques = uniqueFieldsOf(form).map((field) => ({ field, seen: new Set<string>() }));
  for (const { cells } of records) {
    for (const { field, seen } of uniques) {
      const value = cells.get(field.key);
      const key = typeof value === 'string' ? uniqueKey(field, value) : undefined;
      if (key !== undefined && seen.has(key)) return false;
      if (key !== undefined) seen.add(key);
    }
    for (const field of form.fields.values()) {
      const violations = new Violations();
      // A field that became required breaks no record that is there.
      const relaxed = { ...field, settings: { ...field.settings, required: false, minLength: '' } };
      checkConstraints(relaxed, cells.get(field.key) ?? emptyValue(field.type), 'record', violations);
      if (violations.count > 0) return false;
    }
  }
  return true;
}

/** Values of deleted fields are gone, renamed options are renamed in every record. */
function converted(record: RecordState, live: FormState | undefined, form: FormState): RecordState {
  if (live === undefined || live.fields === form.fields) return record;
  return { ...record, cells: convertedCells(record.cells, live.fields, form.fields) };
}

type Fields = ReadonlyMap<string, FieldDefinition>;

function convertedCells(cells: Cells, before: Fields, after: Fields): Cells {
  const beforeByKey = new Map([...before.values()].map((field) => [field.key, field]));
  const next = new Map<number, CellValue>();
  for (const field of after.values()) {
    const value = cells.get(field.key);
    const old = beforeByKey.get(field.key);
    if (value === undefined || old === undefined) continue;
    next.set(field.key, convertedValue(value, old, field));
  }
  return next;
}

function convertedValue(value: CellValue, before: FieldDefinition, after: FieldDefinition): CellValue {
  if (typeof value !== 'string' && 'rows' in value) {
    return {
      rows: value.rows.map((row) => ({ ...row, cells: convertedCells(row.cells, before.fields, after.fields) })),
    };
  }
  if (after.optionKeys.size === 0) return value;
  const labels = new Map([...after.optionKeys].map(([label, key]) => [key, label]));
  const renamed = (option: string) => labels.get(before.optionKeys.get(option) ?? 0) ?? option;
  if (typeof value === 'string') return renamed(value);
  return 'choices' in value ? { choices: value.choices.map(renamed) } : value;
}
