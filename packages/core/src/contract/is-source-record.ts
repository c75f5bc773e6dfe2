import { z } from 'zod';
import { answerLimits } from './answer-limits.ts';
import type { Associations, SourceRecord } from './source-record.ts';

const datetime = z.regexes.datetime({});

/**
 * The same question as `sourceRecordSchema` answers, without a copy: records come by the hundred thousand, and looking at
 * them must not cost what syncing them does. False where the schema would have to leave something out: what this says no
 * to is for the schema to judge.
 */
export function isSourceRecord(value: unknown): value is SourceRecord {
  if (!isPlain(value) || !isId(value.id) || !isFields(value.fields)) return false;
  const { alternateKeys, associations, revision, createdAt, modifiedAt, mergedFrom } = value;
  return (
    (alternateKeys === undefined || isListsOf(alternateKeys, isId)) &&
    (associations === undefined || isAssociations(associations)) &&
    (revision === undefined || typeof revision === 'string') &&
    (createdAt === undefined || isDatetime(createdAt)) &&
    (modifiedAt === undefined || isDatetime(modifiedAt)) &&
    (mergedFrom === undefined || isListOf(mergedFrom, isId))
  );
}

/** The same question as `associationsSchema` answers. */
export const isAssociations = (value: unknown): value is Associations => isListsOf(value, isTarget);

/** By field id, lists of such items. */
function isListsOf(value: unknown, is: (item: unknown) => boolean): boolean {
  if (!isPlain(value)) return false;
  let count = 0;
  for (const key in value) {
    count += 1;
    if (count > answerLimits.fields || !isKey(key) || !isListOf(value[key], is)) return false;
  }
  return true;
}

function isFields(value: unknown): boolean {
  if (!isPlain(value)) return false;
  let count = 0;
  for (const key in value) {
    count += 1;
    if (count > answerLimits.fields || !isKey(key)) return false;
    const item = value[key];
    const known =
      typeof item === 'string' ? item !== '' : item === null || typeof item === 'boolean' || isTextList(item);
    if (!known) return false;
  }
  return true;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What JSON and object literals are: nothing is inherited from anywhere else. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Under `__proto__` nothing can be kept. */
const isKey = (key: string): boolean => key !== '' && key !== '__proto__';

const isId = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isText = (value: unknown): boolean => typeof value === 'string';
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && isListOf(value, isText);

function isTarget(value: unknown): boolean {
  if (!isObject(value)) return false;
  return value.id === undefined ? isId(value.key) : isId(value.id);
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  if (!Array.isArray(value) || value.length > answerLimits.values) return false;
  for (const item of value) if (!is(item)) return false;
  return true;
}

const isDatetime = (value: unknown): boolean => typeof value === 'string' && datetime.test(value);
