import type { NewId } from './airtable-ids.ts';
import type { CompiledFormula } from './formula/compile-formula.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export interface FieldState {
  readonly id: string;
  name: string;
  readonly type: string;
  description: string | undefined;
  /** As the metadata API shows them; absent for types without options. */
  options: JsonObject | undefined;
  /** Of `multipleRecordLinks` only. */
  readonly link: LinkState | undefined;
  /** Of `formula` and `rollup`, set once all fields of the request that made it are there. */
  formula: CompiledFormula | undefined;
  /** Shows what stands in the cell, whatever its type: copied from an account that works it out. Absent: no. */
  readonly held?: true;
}

export interface LinkState {
  readonly target: TableState;
  /** The column in the linked table that shows the same links. A link of a table to itself has none. */
  inverse: FieldState | undefined;
  /** Target id → ids of the records that link to it. Kept where there is no inverse column. */
  readonly sources: Map<string, Set<string>>;
}

export interface RecordState {
  readonly id: string;
  readonly autoNumber: number;
  /** Milliseconds since 1970 of a whole second: Airtable shows no finer times of records. */
  readonly createdAt: number;
  readonly createdBy: string;
  /** Of the last edit of an editable cell; a record never edited has its time of creation. */
  modifiedAt: number;
  modifiedBy: string;
  /** Times of edits after creation, by field id. */
  readonly cellsModifiedAt: Map<string, number>;
  /** By field id; an empty cell has no entry. Links are held in `links`. */
  readonly cells: Map<string, JsonValue>;
  /** Linked record ids by field id, in the cell's order. */
  readonly links: Map<string, Set<string>>;
}

export interface TableState {
  readonly id: string;
  readonly base: BaseState;
  name: string;
  description: string | undefined;
  readonly primary: FieldState;
  readonly fields: Map<string, FieldState>;
  readonly viewId: string;
  readonly records: Map<string, RecordState>;
  lastAutoNumber: number;
}

export interface BaseState {
  readonly id: string;
  readonly name: string;
  readonly tables: Map<string, TableState>;
  /** Every record of the base: ids are unknown to a link field until their table is known. */
  readonly tableOfRecord: Map<string, TableState>;
}

export interface UserState {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface AirtableState {
  readonly bases: Map<string, BaseState>;
  readonly users: Map<string, UserState>;
  /** As cells show them, by id: a write that keeps an attachment names its id alone. */
  readonly attachments: Map<string, JsonObject>;
  readonly newId: NewId;
  readonly now: () => number;
}

export const defaultViewName = 'Grid view';

export function createAirtableState(draw: NewId, now: () => number): AirtableState {
  const bases = new Map<string, BaseState>();
  // A record that was copied from elsewhere may have the id that is drawn: another sandbox draws the same ones.
  const isTaken = (id: string): boolean => [...bases.values()].some(({ tableOfRecord }) => tableOfRecord.has(id));
  const newId: NewId = (prefix) => {
    let id = draw(prefix);
    while (isTaken(id)) id = draw(prefix);
    return id;
  };
  return { bases, users: new Map(), attachments: new Map(), newId, now };
}

/** The whole second that holds this moment. */
export function secondOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/** Tables are addressed by id or by name, interchangeably. */
export function findTable(base: BaseState, idOrName: string): TableState | undefined {
  const byId = base.tables.get(idOrName);
  if (byId !== undefined) return byId;
  for (const table of base.tables.values()) if (table.name === idOrName) return table;
  return undefined;
}

/** Fields are addressed by id or by name, interchangeably and even mixed. */
export function findField(table: TableState, idOrName: string): FieldState | undefined {
  const byId = table.fields.get(idOrName);
  if (byId !== undefined) return byId;
  for (const field of table.fields.values()) if (field.name === idOrName) return field;
  return undefined;
}

/** A collaborator with this e-mail. The API has no way to invite one, so everybody who is named has been invited. */
export function userWithEmail(state: AirtableState, email: string): UserState {
  for (const user of state.users.values()) if (user.email.toLowerCase() === email.toLowerCase()) return user;
  const user: UserState = { id: state.newId('usr'), email, name: email.split('@')[0] ?? email };
  state.users.set(user.id, user);
  return user;
}
