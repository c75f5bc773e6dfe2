import { ContractError } from '../errors/linkwright-error.ts';
import { answerLimits } from './answer-limits.ts';
import { isCanonical, spellingOf } from './is-canonical.ts';
import { isAssociations, isSourceRecord } from './is-source-record.ts';
import type { FieldType, ObjectSchema } from './object-schema.ts';
import { parseAnswer } from './parse-answer.ts';
import type { Associations, SourceRecord } from './source-record.ts';
import { associationsSchema, parseSourceRecord } from './source-record-schema.ts';

/** Parses the records of one object. Both throw a `ContractError` (`invalid-record`) that names the place. */
export interface RecordParser {
  record(value: unknown): SourceRecord;
  associations(value: unknown, id: string): Associations;
}

/**
 * Holds records to the contract and, where the object's schema is known, to that: values are spelled as their types say,
 * and an association field that holds one target shows one at most. `null`: the schema is not known.
 */
export function createRecordParser(schema: ObjectSchema | null): RecordParser {
  const types = new Map<string, FieldType>(schema?.fields.map(({ id, type }) => [id, type]));
  const single = new Set(schema?.associations.flatMap(({ id, cardinality }) => (cardinality === 'one' ? [id] : [])));

  function checkTargets(associations: Associations, record: string): void {
    for (const field in associations) {
      const targets = associations[field];
      if (targets === undefined || targets.length <= 1 || !single.has(field)) continue;
      throw invalid(record, `associations.${field}: ${targets.length} targets in a field that holds one`);
    }
  }

  function record(value: unknown): SourceRecord {
    const parsed = isSourceRecord(value) ? value : parseSourceRecord(bounded(value));
    if (types.size > 0) {
      for (const field in parsed.fields) {
        const type = types.get(field);
        const shown = parsed.fields[field];
        if (type === undefined || shown === undefined || isCanonical(type, shown)) continue;
        throw invalid(parsed.id, `fields.${field}: expected ${spellingOf(type)}`);
      }
      for (const field in parsed.alternateKeys) {
        const type = types.get(field);
        if (type === undefined || parsed.alternateKeys[field]?.every((value) => isCanonical(type, value))) continue;
        throw invalid(parsed.id, `alternateKeys.${field}: expected ${spellingOf(type)}`);
      }
    }
    if (parsed.associations !== undefined && single.size > 0) checkTargets(parsed.associations, parsed.id);
    return parsed;
  }

  function associations(value: unknown, id: string): Associations {
    const parsed = isAssociations(value)
      ? value
      : parseAnswer(associationsSchema, bounded(value), `the associations of "${id}"`, 'invalid-record');
    if (single.size > 0) checkTargets(parsed, id);
    return parsed;
  }

  return { record, associations };
}

/**
 * A schema tells every fault of what it looks at, so what has millions of them must not come before one. Throws for a value
 * that holds more than any record does.
 */
function bounded(value: unknown): unknown {
  let left = answerLimits.fields + answerLimits.values;
  const look = (item: unknown, depth: number): void => {
    left -= 1;
    if (left < 0) {
      throw new ContractError("The connector's answer is not a record: it holds too much.", { code: 'invalid-record' });
    }
    if (typeof item !== 'object' || item === null || depth > 4) return;
    if (Array.isArray(item)) {
      if (item.length > left) left = 0;
      for (const one of item) look(one, depth + 1);
    } else for (const key in item) look(Reflect.get(item, key), depth + 1);
  };
  look(value, 0);
  return value;
}

const invalid = (record: string, what: string): ContractError =>
  new ContractError(`The connector's answer is not a record: ${what} (record "${record}").`, {
    code: 'invalid-record',
  });
