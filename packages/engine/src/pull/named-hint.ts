import type { HintKind } from '@linkwright/core';

/** A record that an app said to look at, named as the state names it. */
export interface NamedHint {
  /** Of the account, as `CompiledEnd` has it. */
  readonly account: string;
  readonly object: string;
  readonly id: string;
  readonly kind: HintKind;
  /** The version that it tells of. Absent: not told. */
  readonly revision?: string | undefined;
}
