/** A user, an organization or a group. */
export interface Entity {
  readonly code: string;
  readonly name: string;
}

export interface StoredFile {
  readonly fileKey: string;
  readonly name: string;
  readonly contentType: string;
  /** In bytes, as a text like every number of Kintone's. */
  readonly size: string;
}

export interface TableRow {
  readonly id: number;
  readonly cells: Cells;
}

/** A value of a cell: texts, numbers, dates and single choices are texts, and empty as ''. */
export type CellValue =
  | string
  | { readonly choices: readonly string[] }
  | { readonly entities: readonly Entity[] }
  | { readonly files: readonly StoredFile[] }
  | { readonly rows: readonly TableRow[] };

/** By the key of the field. A cell that was never written has no entry. */
export type Cells = ReadonlyMap<number, CellValue>;

/** A record is never changed, only replaced. */
export interface RecordState {
  readonly id: number;
  readonly revision: number;
  readonly cells: Cells;
  readonly creator: Entity;
  readonly createdTime: string;
  readonly modifier: Entity;
  readonly updatedTime: string;
  /** Undefined until the app's process management was on when the record was added or changed. */
  readonly status: string | undefined;
}
