import type { FieldType } from '../contract/object-schema.ts';

export type TypeCompatibility = { readonly compatible: true } | { readonly compatible: false; readonly reason: string };

/**
 * Which types a value of each type can be written to. A two-way mapping needs both directions. Text goes to e-mail, web
 * address and telephone number although not every text is one: apps check these themselves and refuse the record.
 */
const writableTo: Readonly<Record<FieldType, readonly FieldType[]>> = {
  text: ['text', 'multiline', 'email', 'url', 'phone'],
  multiline: ['multiline', 'text'],
  email: ['email', 'text', 'multiline', 'user'],
  url: ['url', 'text', 'multiline'],
  phone: ['phone', 'text', 'multiline'],
  integer: ['integer', 'decimal', 'text', 'multiline'],
  // Apps that know one kind of number only call it decimal. A value with decimal places is refused when it comes.
  decimal: ['decimal', 'integer', 'text', 'multiline'],
  boolean: ['boolean', 'text', 'multiline'],
  date: ['date', 'datetime', 'text', 'multiline'],
  datetime: ['datetime', 'date', 'text', 'multiline'],
  option: ['option', 'options', 'text', 'multiline'],
  options: ['options', 'text', 'multiline'],
  user: ['user', 'email', 'text', 'multiline'],
  json: ['json', 'text', 'multiline'],
};

/** Types of which every value has a text that a person can read. */
const textLike: readonly FieldType[] = ['text', 'multiline', 'email', 'url', 'phone'];

const compatible: TypeCompatibility = { compatible: true };

/** Can values of the one type be written to a field of the other, in this direction? */
export function typeCompatibility(from: FieldType, to: FieldType): TypeCompatibility {
  return writableTo[from].includes(to) ? compatible : { compatible: false, reason: reasonAgainst(from, to) };
}

function reasonAgainst(from: FieldType, to: FieldType): string {
  if (from === 'options' && to === 'option') return 'several options may be chosen, and the field holds one';
  return textLike.includes(from)
    ? `not every ${names[from]} is ${meanings[to]}`
    : `${names[from]} is not ${meanings[to]}`;
}

/** As the subject of a sentence; text-like ones follow "not every". */
const names: Readonly<Record<FieldType, string>> = {
  text: 'text',
  multiline: 'text',
  email: 'e-mail address',
  url: 'web address',
  phone: 'telephone number',
  integer: 'a whole number',
  decimal: 'a number',
  boolean: 'a yes or no',
  date: 'a date',
  datetime: 'a date and time',
  option: 'an option',
  options: 'a choice of options',
  user: 'a user',
  json: 'JSON',
};

const meanings: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  multiline: 'a text',
  email: 'an e-mail address',
  url: 'a web address',
  phone: 'a telephone number',
  integer: 'a whole number',
  decimal: 'a number',
  boolean: 'a yes or no',
  date: 'a date',
  datetime: 'a date and time',
  option: 'one of the options of the field',
  options: 'one of the options of the field',
  user: 'the e-mail address of a user',
  json: 'JSON',
};
