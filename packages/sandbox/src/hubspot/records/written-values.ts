import { type ErrorDetail, validationFailure } from '../hubspot-errors.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import type { PropertyDefinition } from '../properties/property-definition.ts';
import { normalizeDomain, readEmail, readSentValue, type SentValue, tidyTime } from '../properties/property-values.ts';
import { readUnderRules } from '../properties/validation-rules.ts';
import type { StoredRecord } from './record-store.ts';

export type SentProperties = Readonly<Record<string, SentValue>>;

/** HubSpot stored something else than what was sent. */
export interface ValueWarning {
  readonly category: 'PROPERTY_VALUE_NORMALIZED';
  readonly message: string;
  readonly context: {
    readonly propertyName: string;
    readonly rawValue: string;
    /** Milliseconds since 1970. */
    readonly normalizedValue: string;
  };
}

/**
 * The values of a write as they are stored, or the refusal that lists all wrong ones. `lenient`: what is no date, but can be made
 * one, is stored with a warning, as 2026-09 and later do.
 */
export function readValues(
  portal: Portal,
  space: ObjectSpace,
  record: StoredRecord | undefined,
  properties: SentProperties,
  lenient: boolean,
): { readonly values: Map<string, string>; readonly warnings: readonly ValueWarning[] } {
  const values = new Map<string, string>();
  const warnings: ValueWarning[] = [];
  const errors: (ErrorDetail & { readonly code: string; readonly name: string })[] = [];
  const at = { now: portal.now(), timeZone: portal.settings.timeZone };
  const refuse = (name: string, error: ErrorDetail) => errors.push({ code: '', ...error, name });
  for (const [sentName, sent] of Object.entries(properties)) {
    const definition = space.properties.find(sentName);
    if (definition === undefined) {
      refuse(sentName, {
        message: `Property "${sentName}" does not exist`,
        code: 'PROPERTY_DOESNT_EXIST',
        context: { propertyName: [sentName] },
      });
      continue;
    }
    // Only an empty text clears a property.
    if (sent === null) continue;
    const { name } = definition;
    if (definition.readOnlyValue) {
      const kind = definition.calculated ? 'calculated' : 'read only';
      refuse(name, {
        message: `"${name}" is a ${kind} property; its value cannot be set.`,
        code: 'READ_ONLY_VALUE',
        context: { propertyName: [name] },
      });
      continue;
    }
    const tidied = lenient ? tidyTime(definition, sent) : undefined;
    if (tidied !== undefined) warnings.push(normalized(name, String(sent), tidied));
    const read = readValue(portal, definition, tidied ?? sent);
    if ('error' in read) {
      refuse(name, read.error);
      continue;
    }
    const kept = special(space, definition, record, read.value);
    const value = typeof kept === 'string' ? readUnderRules(definition, kept, at) : kept;
    if (typeof value === 'object') refuse(name, value);
    else if (value !== undefined) values.set(name, value);
  }
  if (errors.length > 0) throw invalidValues(portal, errors);
  return { values, warnings };
}

function normalized(name: string, rawValue: string, time: number): ValueWarning {
  const context = { propertyName: name, rawValue, normalizedValue: String(time) };
  return { category: 'PROPERTY_VALUE_NORMALIZED', message: `${name} was normalized`, context };
}

function readValue(portal: Portal, definition: PropertyDefinition, sent: SentValue) {
  if (definition.referencedObjectType === 'OWNER') {
    return readSentValue({ definition, sent, allowed: portal.ownerOptions });
  }
  // Stages and pipelines are checked together, once the whole write is known.
  if (definition.externalOptions) return readSentValue({ definition: { ...definition, type: 'string' }, sent });
  return readSentValue({ definition, sent });
}

/** What single properties make of their value: the stored text, an error, or undefined where HubSpot keeps the old value. */
function special(
  space: ObjectSpace,
  definition: PropertyDefinition,
  record: StoredRecord | undefined,
  value: string,
): string | ErrorDetail | undefined {
  const { name } = definition;
  const before = record?.version.properties.get(name) ?? '';
  if (value === '') return value;
  if (space.type.id === '0-1' && name === 'email') {
    return (
      readEmail(value) ?? {
        message: `Email address ${value} is invalid`,
        code: 'INVALID_EMAIL',
        context: { propertyName: [name] },
      }
    );
  }
  if (space.type.id === '0-2' && name === 'domain') return normalizeDomain(value);
  if (name === 'lifecyclestage' && before !== '') {
    const rank = (stage: string) => definition.options.findIndex((option) => option.value === stage);
    // Stages only move forward; going back takes a clearing write first.
    return rank(value) < rank(before) ? undefined : value;
  }
  if (definition.fieldType === 'checkbox' && value.startsWith(';')) {
    return [...new Set([...before.split(';'), ...value.split(';')])].filter((part) => part !== '').join(';');
  }
  return value;
}

export function invalidValues(portal: Portal, errors: readonly (ErrorDetail & { code: string; name: string })[]) {
  const described = errors.map(({ message, code, name }) => ({
    isValid: false,
    message,
    error: code,
    name,
    localizedErrorMessage: message,
    portalId: portal.id,
  }));
  return validationFailure(`Property values were not valid: ${JSON.stringify(described)}`, {
    errors: errors.map(({ name: _, ...error }) => error),
  });
}
