/** How many records may still be written in this run; `sync --limit` sets it. */
export interface WriteBudget {
  left: number;
  /** How many of them are kept for records that show a stand-in. */
  owed: number;
}
