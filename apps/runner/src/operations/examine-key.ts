import { ConfigurationError, type FieldSchema, nearest, normalizerForTypes } from '@linkwright/core';
import { normalizers } from '@linkwright/engine';
import { openCatalogue } from '../session/object-catalogue.ts';
import type { Work } from '../session/work.ts';
import { countRepeats, type KeyCount } from '../suggest/count-repeats.ts';
import { matchKeyOf } from '../suggest/propose-sync.ts';
import { meantNormalizer } from '../suggest/suggest-match.ts';
import type { KeyDocument } from './documents/set-up-document.ts';
import type { ObjectAsked } from './objects.ts';
import { withConnections } from './opened-apps.ts';

export interface FieldAsked extends ObjectAsked {
  /** Its name or id. */
  readonly field: string;
}

const shownRepeats = 5;
const shownSamples = 5;

/**
 * What both apps hold in two fields that could be a match key: reads their records, some thousands at most. Throws a
 * `ConfigurationError` (`unknown-connection`, `unknown-object`, `unknown-field`, `match-key-incomparable`).
 */
export function examineKey(
  work: Work,
  { left, right }: { readonly left: FieldAsked; readonly right: FieldAsked },
): Promise<KeyDocument> {
  return withConnections(work, [left.connection, right.connection], async ({ connections }) => {
    const catalogue = openCatalogue(connections, work.signal);
    const endOf = async ({ connection, object, field }: FieldAsked) => {
      const schema = await catalogue.describe(connection, object);
      return { connection: catalogue.connection(connection), object: schema, field: namedField(schema, field) };
    };
    const [a, b] = await Promise.all([endOf(left), endOf(right)]);
    const meant = meantNormalizer(a.field, b.field);
    const usual = normalizerForTypes(a.field.type, b.field.type);
    if (usual === null) {
      throw new ConfigurationError(
        `${a.field.name} (${a.field.type}) and ${b.field.name} (${b.field.type}) cannot be compared.`,
        { code: 'match-key-incomparable', remedy: 'Choose two fields that hold the same kind of value.' },
      );
    }
    const normalize = normalizers[meant.normalize ?? usual];
    const count = ({ connection, object, field }: typeof a): Promise<KeyCount> =>
      countRepeats(connection, object.id, { field: field.id, display: object.displayField ?? null }, normalize, {
        signal: work.signal,
      });
    const [ofLeft, ofRight] = await Promise.all([count(a), count(b)]);
    const shared = [...ofLeft.bearers].flatMap(([value, bearer]) => {
      const twin = ofRight.bearers.get(value);
      return twin === undefined ? [] : [{ value, left: bearer, right: twin }];
    });
    return {
      key: matchKeyOf({ left: a.field, right: b.field, ...meant }),
      left: told(ofLeft),
      right: told(ofRight),
      shared: shared.length,
      samples: shared.slice(0, shownSamples),
    };
  });
}

const told = ({ records, complete, empty, repeated }: KeyCount): KeyDocument['left'] => ({
  records,
  complete,
  empty,
  repeats: repeated.length,
  repeated: repeated.slice(0, shownRepeats),
});

/** Throws a `ConfigurationError` (`unknown-field`). */
export function namedField(
  { name: object, fields }: { readonly name: string; readonly fields: readonly FieldSchema[] },
  wanted: string,
): FieldSchema {
  const found = fields.find(({ id, name }) => name === wanted || id === wanted);
  if (found) return found;
  const near = nearest(
    wanted,
    fields.map(({ name }) => name),
  );
  throw new ConfigurationError(`${object} has no field "${wanted}".`, {
    code: 'unknown-field',
    remedy: near === null ? 'linkwright objects CONNECTION OBJECT lists its fields.' : `Did you mean "${near}"?`,
  });
}
