import type { InMemoryApp } from '@linkwright/core/testing';

/** A record that bears a key, and the field that holds it. */
export interface Bearer {
  readonly object: string;
  readonly id: string;
  readonly field: string;
}

/** The record that bears a key by which an association field names its targets. `null`: none does, or they are named by their ids. */
export function bearerOf(
  { state }: InMemoryApp,
  { object, field }: { readonly object: string; readonly field: string },
  key: string,
): Bearer | null {
  const { refersBy, targets } = state.association(state.table(object), field).schema;
  if (refersBy === undefined) return null;
  for (const target of targets) {
    const id = state.table(target).findCurrent(refersBy, key)?.id;
    if (id !== undefined) return { object: target, id, field: refersBy };
  }
  return null;
}
