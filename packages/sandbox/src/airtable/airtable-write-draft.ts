import type { CellDraft } from './airtable-cell-draft.ts';
import type { CellInput } from './airtable-cell-input.ts';
import { readCell } from './airtable-cell-input.ts';
import { failure, unknownFieldName } from './airtable-errors.ts';
import { newChoice } from './airtable-field-creation.ts';
import { recordName } from './airtable-record-values.ts';
import { type AirtableState, type FieldState, findField, type JsonValue, type TableState } from './airtable-state.ts';

export type RecordInput = ReadonlyMap<FieldState, CellInput>;

/** A record that typecasting has to make in a linked table before anything can link to it. */
export interface DraftedRecord {
  readonly table: TableState;
  readonly id: string;
  readonly input: RecordInput;
}

/**
 * One write request while it is read. A request is applied whole or not at all, so that what typecasting has to make
 * first is only noted here.
 */
export class WriteDraft implements CellDraft {
  readonly state: AirtableState;
  readonly typecast: boolean;
  readonly #choices = new Map<FieldState, Set<string>>();
  readonly #idsByName = new Map<TableState, Map<string, string>>();
  readonly #records: DraftedRecord[] = [];

  constructor(state: AirtableState, typecast: boolean) {
    this.state = state;
    this.typecast = typecast;
  }

  /** Cells by field, from cells by the names or ids of fields. */
  readFields(table: TableState, fields: Readonly<Record<string, unknown>>): RecordInput {
    const input = new Map<FieldState, CellInput>();
    for (const [key, sent] of Object.entries(fields)) {
      const field = findField(table, key);
      if (field === undefined) throw unknownFieldName(key);
      input.set(field, readCell(this, field, sent));
    }
    return input;
  }

  choice(field: FieldState, name: string): string {
    if (choicesOf(field).some((choice) => choiceName(choice) === name)) return name;
    if (!this.typecast) {
      throw failure(
        422,
        'INVALID_MULTIPLE_CHOICE_OPTIONS',
        `Insufficient permissions to create new select option ${JSON.stringify(JSON.stringify(name))}`,
      );
    }
    const names = this.#choices.get(field) ?? new Set();
    this.#choices.set(field, names.add(name));
    return name;
  }

  recordNamed(table: TableState, name: string): string {
    let ids = this.#idsByName.get(table);
    if (ids === undefined) {
      ids = new Map();
      // The oldest of several records of one name is taken.
      for (const record of table.records.values()) {
        const other = recordName(this.state, table, record);
        if (!ids.has(other)) ids.set(other, record.id);
      }
      this.#idsByName.set(table, ids);
    }
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = this.state.newId('rec');
    this.#records.push({ table, id, input: new Map([[table.primary, readCell(this, table.primary, name)]]) });
    ids.set(name, id);
    return id;
  }

  /** Makes the noted choices, and gives the noted records to be made before the request's own. */
  settle(): readonly DraftedRecord[] {
    for (const [field, names] of this.#choices) {
      const choices = [...choicesOf(field)];
      for (const name of names) choices.push(newChoice(this.state, name, choices.length));
      field.options = { ...field.options, choices };
    }
    return this.#records;
  }
}

function choicesOf(field: FieldState): readonly JsonValue[] {
  const choices = field.options?.choices;
  return Array.isArray(choices) ? choices : [];
}

function choiceName(choice: JsonValue): JsonValue | undefined {
  return typeof choice === 'object' && choice !== null && 'name' in choice ? choice.name : undefined;
}
