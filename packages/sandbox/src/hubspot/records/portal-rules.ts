import { type ErrorDetail, validationFailure } from '../hubspot-errors.ts';
import type { ObjectSpace, PortalRules } from '../portal.ts';
import type { StoredRecord } from './record-store.ts';

/** A portal begins without any. */
export function createPortalRules(): PortalRules {
  return { required: new Map(), conditional: new Map() };
}

/**
 * Refuses what people of the portal have ruled out, all of it at once. A new record needs what the form for new records asks
 * for; and every record what a condition asks for, where a write sets the value that the condition looks at or takes away what
 * it asks for.
 */
export function checkPortalRules(
  rules: PortalRules,
  { type }: ObjectSpace,
  record: StoredRecord | undefined,
  values: ReadonlyMap<string, string>,
): void {
  const after = (name: string): string => values.get(name) ?? record?.version.properties.get(name) ?? '';
  const required = record === undefined ? (rules.required.get(type.id) ?? []) : [];
  const errors: ErrorDetail[] = required
    .filter((name) => after(name) === '')
    .map((name) => ({
      message: `A value for ${name} must be provided`,
      code: 'MISSING_REQUIRED_PROPERTY',
      context: { propertyName: [name] },
    }));
  for (const { property, values: triggers, requires } of rules.conditional.get(type.id) ?? []) {
    if (!triggers.includes(after(property))) continue;
    for (const name of requires) {
      const touched = record === undefined || values.has(property) || values.has(name);
      if (!touched || after(name) !== '') continue;
      errors.push({
        message: `${name} is required because of a conditional property rule based on [${property}]`,
        code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
        context: { propertyName: [name] },
      });
    }
  }
  if (errors.length > 0) throw validationFailure('The property values provided are invalid', { errors });
}
