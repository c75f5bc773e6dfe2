import type { CanonicalValue } from '@linkwright/core';
import { z } from 'zod';
import { damagedState } from './state-error.ts';

export const canonicalValueSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);

export const fieldsSchema = z.record(z.string(), canonicalValueSchema);
export const targetSchema = z.union([z.strictObject({ id: z.string() }), z.strictObject({ key: z.string() })]);
export const associationsSchema = z.record(z.string(), z.array(targetSchema));
/** By mapping key: left half, right half. */
export const baseSchema = z.record(z.string(), z.tuple([canonicalValueSchema, canonicalValueSchema]));
export const idListSchema = z.array(z.string());

export type Base = Readonly<Record<string, readonly [CanonicalValue, CanonicalValue]>>;

/** The state file is a border too: it may have been edited, or torn by a failing disk. */
export function parseStored<Output>(schema: z.ZodType<Output>, text: string, what: string): Output {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damagedState(`it holds unreadable JSON for ${what}`, cause);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw damagedState(`it holds an unexpected shape for ${what}`, result.error);
}
