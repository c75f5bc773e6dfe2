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
