/** What people may do with the records that fit a condition. The first one that a record fits decides. */
export interface RecordRight {
  /** As a query. Empty: every record. */
  readonly filterCond: string;
  /** The first one that somebody is or belongs to decides; whoever is among none may do nothing. */
  readonly entities: readonly RecordRightOfEntity[];
}

export interface RecordRightOfEntity extends RecordAccess {
  readonly entity: { readonly type: string; readonly code: string };
  readonly includeSubs: boolean;
}

export interface RecordAccess {
  readonly viewable: boolean;
  readonly editable: boolean;
  readonly deletable: boolean;
}
