/** One thing in the configuration that the user must change. All of them are reported at once. */
export interface Problem {
  /** Stable, kebab-case. */
  readonly code: string;
  /** Where in the configuration: `['syncs', 'contacts', 'associations', 0]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly why?: string;
  readonly remedy: string;
  /** Lines of YAML to add. */
  readonly add?: string;
}

/** Both count from 1, columns in UTF-16 units, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A problem whose place its path alone does not give: an unknown key, a second key of one name, a syntax error. */
export interface PlacedProblem extends Problem {
  readonly place?: Place;
  /** It may pass by itself, because an app was down. Absent: somebody has to do something. */
  readonly passes?: true;
}
