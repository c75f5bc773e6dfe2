import { readDate, readInstant, readTime } from '../fields/date-texts.ts';
import { decimalKey, readDecimal } from '../fields/decimal-text.ts';
import { KintoneFailure } from '../kintone-errors.ts';
import type { QueriedField } from './query-fields.ts';
import { dayAfter, daysOfFunction } from './query-functions.ts';
import type { QueryOperand } from './query-parser.ts';
import { querySyntaxError } from './query-tokenizer.ts';

export interface QueryContext {
  readonly now: () => number;
  /** Login name of the caller. */
  readonly user: string;
}

/** What a value is compared with: texts of the same spelling as the records', or a span of time. */
export interface QueryValue {
  readonly text: string;
  /** Of days within a field that holds times: the first moment after the span that begins with `text`. */
  readonly until: string | undefined;
}

/** An operand as the field's kind understands it. */
export function queryValue(context: QueryContext, queried: QueriedField, operand: QueryOperand): QueryValue {
  if (operand.kind === 'call') return functionValue(context, queried, operand.name, operand.operands);
  const { text } = operand;
  if (text === '') return value('');
  switch (queried.kind) {
    case 'number': {
      const number = readDecimal(text);
      if (number === undefined) throw badValue(queried.code);
      return value(decimalKey(number));
    }
    case 'date': {
      const date = readDate(text);
      if (date === undefined) throw badValue(queried.code);
      return value(date);
    }
    case 'time': {
      const time = readTime(text);
      if (time === undefined) throw badValue(queried.code);
      return value(time);
    }
    case 'datetime':
      return instantValue(queried, text);
    case 'choice':
      checkOption(queried, text);
      return value(text);
    default:
      return value(text);
  }
}

function functionValue(
  context: QueryContext,
  queried: QueriedField,
  name: string,
  operands: readonly string[],
): QueryValue {
  if (queried.kind === 'person') {
    if (name === 'LOGINUSER' && operands.length === 0) return value(context.user);
    // The sandbox's users belong to no organization.
    if (name === 'PRIMARY_ORGANIZATION' && operands.length === 0) return value('');
    throw functionNotAllowed(name);
  }
  if (queried.kind !== 'date' && queried.kind !== 'datetime') throw functionNotAllowed(name);
  if (name === 'NOW' && operands.length === 0) {
    const now = new Date(context.now()).toISOString();
    return value(queried.kind === 'date' ? now.slice(0, 10) : instantText(Date.parse(now)));
  }
  const days = daysOfFunction(name, operands, context.now());
  if (days === undefined) throw functionNotAllowed(name);
  return queried.kind === 'date'
    ? { text: days.first, until: days.first === days.last ? undefined : dayAfter(days.last) }
    : { text: `${days.first}T00:00:00.000Z`, until: `${dayAfter(days.last)}T00:00:00.000Z` };
}

/** A day alone, for a field that holds times, is the whole day. */
function instantValue(queried: QueriedField, text: string): QueryValue {
  const instant = readInstant(text);
  if (instant !== undefined) return value(instantText(instant));
  const date = readDate(text);
  if (date === undefined) throw badValue(queried.code);
  return { text: `${date}T00:00:00.000Z`, until: `${dayAfter(date)}T00:00:00.000Z` };
}

/** Of one length, so that texts compare like the moments they mean. */
function instantText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function value(text: string): QueryValue {
  return { text, until: undefined };
}

function checkOption({ code, field }: QueriedField, option: string): void {
  if (field === undefined || field.type === 'CATEGORY' || field.optionKeys.has(option)) return;
  throw new KintoneFailure(400, 'GAIA_IQ10', `The option "${option}" does not exist in the field "${code}".`);
}

function badValue(code: string): Error {
  return querySyntaxError(code);
}

function functionNotAllowed(name: string): KintoneFailure {
  return new KintoneFailure(400, 'GAIA_IQ23', `The function ${name}() cannot be used here.`);
}
