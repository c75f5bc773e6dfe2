/** By what a record is named in what a cycle tells. */
export interface RecordNames {
  readonly side: 'left' | 'right';
  readonly id: string;
  readonly twin?: string;
}

/** Is this about a record that was asked for? */
export type RecordFilter = (sync: string, told: RecordNames) => boolean;
