import type { CanonicalValue, ExitRule, FieldSchema } from '@linkwright/core';
import type { Side } from '../store/side.ts';

/** What one field must hold for a record to take part. All tests that are there must hold. */
export interface FilterCondition {
  readonly field: FieldSchema;
  /** One of these; for a choice of several options: one of the chosen ones is among these. */
  readonly in?: readonly CanonicalValue[];
  /** None of these. An empty field passes. */
  readonly not?: readonly CanonicalValue[];
  readonly exists?: boolean;
  /** The bounds themselves are out, and so is an empty field. */
  readonly above?: string;
  readonly below?: string;
}

/** All conditions must hold; none: every record passes. */
export type CompiledFilter = readonly FilterCondition[];

export interface CompiledFilters extends Readonly<Record<Side, CompiledFilter>> {
  readonly onExit: ExitRule;
}
