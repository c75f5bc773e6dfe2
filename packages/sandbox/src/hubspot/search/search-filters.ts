import { validationFailure } from '../hubspot-errors.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import { readTime } from '../properties/property-values.ts';
import type { StoredRecord } from '../records/record-store.ts';
import type { SearchFilter } from './search-input.ts';

/** Reads a property of the record in the state that the search sees. */
export type PropertyReader = (name: string) => string | null;

export type RecordTest = (record: StoredRecord, read: PropertyReader) => boolean;

/** The test of one filter, or the vendor's refusal of it. */
export function compileFilter(portal: Portal, space: ObjectSpace, filter: SearchFilter): RecordTest {
  const pseudo = /^associations\.(.+)$/.exec(filter.propertyName);
  if (pseudo !== null) return compileAssociationFilter(portal, space, pseudo[1] ?? '', filter);
  const definition = space.properties.find(filter.propertyName);
  if (definition === undefined) {
    throw validationFailure(`There was a problem with the request: property ${filter.propertyName} does not exist`);
  }
  const { name, type, fieldType } = definition;
  const operator = filter.operator.toUpperCase();
  if (operator === 'HAS_PROPERTY' || operator === 'NOT_HAS_PROPERTY') {
    if (filter.value != null || filter.values != null) {
      throw validationFailure(`The operator ${operator} takes no value`);
    }
    return (_, read) => (read(name) !== null) === (operator === 'HAS_PROPERTY');
  }
  const comparable = comparableOf(type);
  if (operator === 'IN' || operator === 'NOT_IN') {
    const values = filter.values;
    if (values == null || values.length === 0) throw validationFailure(`The operator ${operator} needs values`);
    // Texts are compared in lower case, the sent ones as they are: values in upper case find nothing.
    const wanted = new Set(values.map((value) => (type === 'string' ? value : comparable(value))));
    const parts = (value: string) => (fieldType === 'checkbox' ? value.split(';') : [value]);
    return (_, read) => {
      const value = read(name);
      const found = value !== null && parts(value).some((part) => wanted.has(comparable(part)));
      return found === (operator === 'IN') && value !== null;
    };
  }
  const sent = filter.value;
  if (sent == null) throw validationFailure(`The operator ${operator} needs a value`);
  const wanted = comparable(sent);
  const compare = (test: (value: string | number) => boolean): RecordTest => {
    return (_, read) => {
      const value = read(name);
      return value !== null && test(comparable(value));
    };
  };
  switch (operator) {
    case 'EQ':
      return compare((value) => value === wanted);
    case 'NEQ':
      return compare((value) => value !== wanted);
    case 'LT':
      return compare((value) => value < wanted);
    case 'LTE':
      return compare((value) => value <= wanted);
    case 'GT':
      return compare((value) => value > wanted);
    case 'GTE':
      return compare((value) => value >= wanted);
    case 'BETWEEN': {
      if (filter.highValue == null) throw validationFailure('The operator BETWEEN needs a highValue');
      const high = comparable(filter.highValue);
      return compare((value) => value >= wanted && value <= high);
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const pattern = tokenPattern(sent);
      return (_, read) => {
        const value = read(name);
        return (
          value !== null && tokensOf(value).some((token) => pattern.test(token)) === (operator === 'CONTAINS_TOKEN')
        );
      };
    }
    default:
      throw validationFailure(`Invalid input JSON on line 1, column 1: ${filter.operator} is not a filter operator`);
  }
}

function compileAssociationFilter(
  portal: Portal,
  space: ObjectSpace,
  typeName: string,
  filter: SearchFilter,
): RecordTest {
  const type = portal.types.find(typeName);
  const ids = filter.values ?? (filter.value == null ? [] : [filter.value]);
  if (type === undefined || ids.length === 0) {
    throw validationFailure(`There was a problem with the request: ${filter.propertyName} cannot be searched`);
  }
  return (record) => {
    const from = { type: space.type.id, id: record.id };
    return ids.some((id) => portal.associations.typesBetween(from, { type: type.id, id }) !== undefined);
  };
}

/** What values of a type are compared by: numbers and times as numbers, texts without case, options exactly. */
export function comparableOf(type: string): (value: string) => string | number {
  switch (type) {
    case 'number':
      return Number;
    case 'date':
    case 'datetime':
      return (value) => readTime(value) ?? Number.NaN;
    case 'enumeration':
    case 'bool':
      return (value) => value;
    default:
      return (value) => value.toLowerCase();
  }
}

/** Words of a text; an e-mail address counts whole and in its parts. */
function tokensOf(text: string): readonly string[] {
  const words = text.toLowerCase().split(/[\s;,]+/);
  return [...words, ...words.flatMap((word) => word.split(/[^\p{Letter}\p{Number}]+/u))].filter((word) => word !== '');
}

function tokenPattern(value: string): RegExp {
  const escaped = value.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`, 'su');
}

/** Whether each word of a free text begins a word of one of the searched properties. */
export function compileQuery(space: ObjectSpace, query: string): RecordTest {
  const words = query.toLowerCase().split(/\s+/);
  return (_, read) => {
    const tokens = space.type.searchedProperties.flatMap((name) => tokensOf(read(name) ?? ''));
    return words.every((word) => tokens.some((token) => token.startsWith(word)));
  };
}
