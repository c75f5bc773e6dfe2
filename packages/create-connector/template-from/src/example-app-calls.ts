export type Paging =
  | { readonly kind: 'cursor'; readonly parameter: string; readonly next: string }
  | {
      readonly kind: 'page' | 'offset';
      readonly parameter: string;
      readonly sizeParameter: string;
      readonly size: number;
    };

/** The calls of an object, as the description of the API has them. */
export interface ObjectCalls {
  /** The property that a record is known by. */
  readonly id: string;
  /** The property that tells when it was changed last. */
  readonly modified: string | null;
  /** Associations whose ids are numbers in the API. */
  readonly numberIds: readonly string[];
  readonly list: {
    readonly path: string;
    /** The property of the answer that holds the list. `null`: the answer is the list. */
    readonly items: string | null;
    readonly paging: Paging | null;
    /** The query parameter that leaves out what has not changed since. */
    readonly since: string | null;
  };
  /** With `{id}` where the record's id goes. */
  readonly itemPath: string | null;
  readonly read: boolean;
  /** Methods. `null`: there is no such call. */
  readonly create: string | null;
  readonly update: string | null;
  readonly archive: string | null;
}
