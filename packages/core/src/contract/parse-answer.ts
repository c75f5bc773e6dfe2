import type { z } from 'zod';
import { ContractError, isLinkwrightError } from '../errors/linkwright-error.ts';

/** An answer of a connector under its schema. `what` it should be (`a page of changes`) goes into the message. */
export function parseAnswer<Answer>(
  schema: z.ZodType<Answer>,
  value: unknown,
  what: string,
  code = 'invalid-answer',
): Answer {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // JavaScript writes `standard: undefined` where it means an absent property.
  const again = schema.safeParse(withoutUndefined(value));
  if (again.success) return again.data;
  throw new ContractError(`The connector's answer is not ${what}: ${describeIssues(again.error)}.`, { code });
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || isLinkwrightError(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutUndefined(item)]])),
  );
}

/** More faults than these say nothing more. */
const issuesTold = 20;

export function describeIssues({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, issuesTold)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
