import { otherSide, type Side } from '../store/side.ts';

/** A record that wants a partner, or may be one: its normalized keys, in the order of the match keys ('' = none). */
export interface MatchRecord {
  readonly side: Side;
  readonly id: string;
  readonly keys: readonly string[];
  /** The partner it already has. `null`: none. */
  readonly linkedTo: string | null;
}

/** Everything that bears one of the keys in question, on either side. */
export interface KeyIndex {
  /** Records of a side that bear a key at a position. */
  bearers(side: Side, position: number, key: string): readonly MatchRecord[];
}

export type MatchDecision =
  | { readonly kind: 'link'; readonly partner: MatchRecord }
  /** Nothing on the other side bears a key of it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'keyless' }
  | {
      readonly kind: 'ambiguous';
      /** Position of the key that decides nothing. */
      readonly position: number;
      /** All records that bear the key, the record itself left out. */
      readonly records: readonly MatchRecord[];
    };

/**
 * Who is the same as this unlinked record?
 *
 * Keys are tried in order, a later one only against records where an earlier one is empty on either of the two. A key
 * that several records of one side bear decides nothing, whether or not they are linked: the wrong pair would be worse
 * than none.
 */
export function matchRecord(record: MatchRecord, index: KeyIndex): MatchDecision {
  const first = record.keys.findIndex((key) => key !== '');
  if (first === -1) return { kind: 'keyless' };
  for (let position = first; position < record.keys.length; position += 1) {
    const key = record.keys[position] ?? '';
    if (key === '') continue;
    const siblings = index.bearers(record.side, position, key).filter((other) => other.id !== record.id);
    const candidates = index
      .bearers(otherSide(record.side), position, key)
      .filter((candidate) => comparableAt(record, candidate, position));
    const candidate = candidates[0];
    if (candidate === undefined) {
      // Its own first key names the record: a sibling that bears it too could be what the other side will get.
      if (position === first && siblings.length > 0) return { kind: 'ambiguous', position, records: siblings };
      continue;
    }
    if (candidates.length > 1 || siblings.length > 0 || candidate.linkedTo !== null) {
      return { kind: 'ambiguous', position, records: [...siblings, ...candidates] };
    }
    return { kind: 'link', partner: candidate };
  }
  return { kind: 'none' };
}

function comparableAt(record: MatchRecord, candidate: MatchRecord, position: number): boolean {
  for (let earlier = 0; earlier < position; earlier += 1) {
    if (record.keys[earlier] !== '' && candidate.keys[earlier] !== '') return false;
  }
  return true;
}
