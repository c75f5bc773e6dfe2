import { otherSide, type Side } from '../store/side.ts';

/**
 * A record that wants a partner, or may be one: its normalized keys, in the order of the match keys. An app may find a record
 * by several values of one field, so that it bears several texts for one key.
 */
export interface MatchRecord {
  readonly side: Side;
  readonly id: string;
  /** In the store. */
  readonly number: number;
  readonly keys: readonly (readonly string[])[];
  /** The partner it already has. `null`: none. */
  readonly linkedTo: string | null;
}

/** Everything that bears one of the keys in question, on either side. */
export interface KeyIndex {
  /** Records of a side that bear a key at a position. */
  bearers(side: Side, position: number, key: string): readonly MatchRecord[];
}

export type MatchDecision =
  | {
      readonly kind: 'link';
      readonly partner: MatchRecord;
      /** Position of the key that both bear, and its text. */
      readonly position: number;
      readonly key: string;
    }
  /** Nothing on the other side bears a key of it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'keyless' }
  | {
      readonly kind: 'ambiguous';
      /** Position of the key that decides nothing. */
      readonly position: number;
      readonly clashes: readonly KeyClash[];
    };

/** A text that the record bears at a position, and who bears it too. */
export interface KeyClash {
  readonly key: string;
  /** Of either side, the record itself left out. */
  readonly records: readonly MatchRecord[];
}

/**
 * Who is the same as this unlinked record?
 *
 * Keys are tried in order, a later one only against records where an earlier one is empty on either of the two. A key
 * that several records of one side bear decides nothing, whether or not they are linked: the wrong pair would be worse
 * than none. Nor does one by whose several texts a record reaches several others.
 */
export function matchRecord(record: MatchRecord, index: KeyIndex): MatchDecision {
  const first = record.keys.findIndex((keys) => keys.length > 0);
  if (first === -1) return { kind: 'keyless' };
  for (let position = first; position < record.keys.length; position += 1) {
    const keys = record.keys[position] ?? [];
    if (keys.every((key) => isAlone(record, index, position, key))) continue;
    const borne = keys.map((key) => ({
      key,
      siblings: index.bearers(record.side, position, key).filter((other) => other.id !== record.id),
      candidates: index
        .bearers(otherSide(record.side), position, key)
        .filter((candidate) => comparableAt(record, candidate, position)),
    }));
    const siblings = borne.flatMap((one) => one.siblings);
    const reaching = borne.find(({ candidates }) => candidates.length > 0);
    const candidate = reaching?.candidates[0];
    if (reaching === undefined || candidate === undefined) {
      // Its own first key names the record: a sibling that bears it too could be what the other side will get.
      if (position === first && siblings.length > 0) return { kind: 'ambiguous', position, clashes: clashesOf(borne) };
      continue;
    }
    const others = borne.some(({ candidates }) => candidates.some(({ id }) => id !== candidate.id));
    if (others || siblings.length > 0 || candidate.linkedTo !== null) {
      return { kind: 'ambiguous', position, clashes: clashesOf(borne) };
    }
    return { kind: 'link', partner: candidate, position, key: reaching.key };
  }
  return { kind: 'none' };
}

/** Nobody else bears this key of it. */
function isAlone(record: MatchRecord, index: KeyIndex, position: number, key: string): boolean {
  const same = index.bearers(record.side, position, key);
  if (same.length > 1 || (same[0] !== undefined && same[0].id !== record.id)) return false;
  return index.bearers(otherSide(record.side), position, key).length === 0;
}

function clashesOf(
  borne: readonly (Pick<KeyClash, 'key'> & Readonly<Record<'siblings' | 'candidates', readonly MatchRecord[]>>)[],
): readonly KeyClash[] {
  return borne
    .map(({ key, siblings, candidates }) => ({ key, records: [...siblings, ...candidates] }))
    .filter(({ records }) => records.length > 0);
}

function comparableAt(record: MatchRecord, candidate: MatchRecord, position: number): boolean {
  for (let earlier = 0; earlier < position; earlier += 1) {
    if ((record.keys[earlier] ?? []).length > 0 && (candidate.keys[earlier] ?? []).length > 0) return false;
  }
  return true;
}
