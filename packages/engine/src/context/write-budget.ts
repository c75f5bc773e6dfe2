/** How many records may still be written in this run; `sync --limit` sets it. */
export interface WriteBudget {
  left: number;
}
