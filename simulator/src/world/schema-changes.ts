import type { Fields, ObjectSchema, SourceRecord } from '@linkwright/core';
import type { Side } from '../story/story.ts';

/** What a person has removed from the schema of an app: fields, and the last option of option fields. */
export class SchemaChanges {
  readonly #fields = new Set<string>();
  readonly #options = new Set<string>();
  /** A field that is missing although the schema still names it. */
  #hidden: string | null = null;
  /** Cells of single records that the app cannot show. */
  readonly #veiled = new Set<string>();

  removeField(side: Side, object: string, field: string): void {
    this.#fields.add(keyOf(side, object, field));
  }

  removeOption(side: Side, object: string, field: string): void {
    this.#options.add(keyOf(side, object, field));
  }

  restore(): void {
    this.#fields.clear();
    this.#options.clear();
  }

  hide(hidden: { readonly side: Side; readonly object: string; readonly field: string } | null): void {
    this.#hidden = hidden && keyOf(hidden.side, hidden.object, hidden.field);
  }

  veil(side: Side, object: string, id: string, field: string): void {
    this.#veiled.add(cellOf(side, object, id, field));
  }

  unveil(side: Side, object: string, id: string, field: string): void {
    this.#veiled.delete(cellOf(side, object, id, field));
  }

  isVeiled(side: Side, object: string, id: string, field: string): boolean {
    return this.#veiled.has(cellOf(side, object, id, field));
  }

  /** What an answer to a write shows of a record. */
  unveiled(side: Side, object: string, record: SourceRecord): SourceRecord {
    if (this.#veiled.size === 0) return record;
    const kept = Object.entries(record.fields).filter(([field]) => !this.isVeiled(side, object, record.id, field));
    return { ...record, fields: Object.fromEntries(kept) };
  }

  get isWhole(): boolean {
    return this.#fields.size === 0;
  }

  isGone(side: Side, object: string, field: string): boolean {
    return this.#fields.has(keyOf(side, object, field));
  }

  described(side: Side, schema: ObjectSchema): ObjectSchema {
    const fields = schema.fields
      .filter((field) => !this.isGone(side, schema.id, field.id))
      .map((field) =>
        this.#options.has(keyOf(side, schema.id, field.id)) && field.options
          ? { ...field, options: field.options.slice(0, -1) }
          : field,
      );
    return { ...schema, fields };
  }

  shown(side: Side, object: string, record: SourceRecord): SourceRecord {
    const kept = Object.entries(record.fields).filter(([field]) => {
      const key = keyOf(side, object, field);
      return !this.#fields.has(key) && this.#hidden !== key;
    });
    return this.unveiled(side, object, { ...record, fields: Object.fromEntries(kept) });
  }

  /** The first field that no longer takes what is written to it. `null`: all do. */
  missing(side: Side, object: string, fields: Fields): string | null {
    for (const [field, value] of Object.entries(fields)) {
      const key = keyOf(side, object, field);
      if (this.#fields.has(key) || this.#hidden === key) return field;
      const values = typeof value === 'object' && value !== null ? value : [value];
      if (this.#options.has(key) && values.some((one) => String(one).toLowerCase() === 'iron')) return field;
    }
    return null;
  }
}

const cellOf = (side: Side, object: string, id: string, field: string): string => `${keyOf(side, object, field)} ${id}`;

const keyOf = (side: Side, object: string, field: string): string => `${side} ${object} ${field}`;
