import type { CustomTypesConfig } from 'pg';
import { damagedState } from './state-error.ts';

/** Numbers of PostgreSQL's types (pg_type.oid). */
const integerTypes = new Set([20, 21, 23]);
const numericType = 1700;

/** What PostgreSQL sends as text, as SQLite would give it: texts and numbers. */
export const readColumn: CustomTypesConfig = {
  getTypeParser: (type) => {
    if (integerTypes.has(Number(type))) return readInteger;
    return Number(type) === numericType ? Number : readText;
  },
};

/** A number beyond 53 bits is none that we have stored. */
function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw damagedState(`it holds the number ${text}`);
  return value;
}

const readText = (text: string): string => text;
