import {
  AuthenticationError,
  ConfigurationError,
  type ConnectorError,
  ContractError,
  RecordError,
  type RecordErrorCategory,
  RetryableError,
} from '@linkwright/core';
import type { HttpRequest, HttpResponse } from '@linkwright/http';
import { type WireError, wireErrorSchema } from './hubspot-wire.ts';

const keyRemedy =
  'In HubSpot open Development > Keys > Service keys (or the project app that the token belongs to), ' +
  'create or rotate the key, and put it into accessToken.';

/** Tolerates whatever came instead of an error body: proxies answer in HTML. */
export function readWireError(body: unknown): WireError {
  const parsed = wireErrorSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  return { message: typeof body === 'string' ? body.replace(/<[^<>]*>/g, ' ') : '', errors: [] };
}

/** An answer that is neither success nor something that the caller deals with. */
export function classifyAnswer(response: HttpResponse, request: HttpRequest): ConnectorError | null {
  const { status } = response;
  const error = readWireError(response.body);
  if (status === 401) {
    const expired = error.category === 'EXPIRED_AUTHENTICATION';
    return new AuthenticationError(
      expired ? 'The HubSpot access token has expired.' : 'HubSpot does not accept the access token.',
      { code: expired ? 'credentials-expired' : 'credentials-refused', remedy: keyRemedy },
    );
  }
  if (status === 403) return scopeError(error);
  if (status === 429 && isDailyLimit(error)) {
    return new RetryableError(
      "HubSpot's daily limit of calls is used up; it starts afresh at the account's midnight.",
      {
        code: 'quota-used-up',
      },
    );
  }
  if (status === 400 && /Unable to infer object type/.test(error.message)) {
    return new ConfigurationError(`HubSpot: ${error.message}.`, {
      code: 'unknown-object',
      remedy: 'Name one of the objects that `linkwright objects` lists.',
    });
  }
  if (status >= 400 && status < 423) {
    const text = shorten(error.message) || 'no text';
    return new ContractError(`HubSpot answered ${status} to ${request.method} ${request.path}: ${text}`, {
      code: 'unexpected-answer',
    });
  }
  return null;
}

/** Is the body of the request not as HubSpot expects it, whatever records it carries? */
export function isMalformed({ message }: WireError): boolean {
  return message.startsWith('Invalid input JSON');
}

export function malformedRequest(message: string, request: Pick<HttpRequest, 'method' | 'path'>): ContractError {
  return new ContractError(
    `HubSpot does not understand ${request.method} ${request.path} of this connector: ${shorten(message)}`,
    { code: 'refused-request' },
  );
}

/** Scopes that HubSpot names in a 403. */
export function readMissingScopes(error: WireError): readonly string[] {
  return [...new Set(error.errors.flatMap((detail) => detail.context?.requiredGranularScopes ?? []))];
}

function scopeError(error: WireError): AuthenticationError {
  const missingScopes = readMissingScopes(error);
  if (missingScopes.length === 0) {
    return new AuthenticationError(`HubSpot denies access: ${shorten(error.message) || 'no reason given'}`, {
      code: 'access-denied',
      reach: 'object',
      remedy: 'Check what the key may do in HubSpot under Development > Keys > Service keys.',
    });
  }
  return new AuthenticationError(`The HubSpot access token lacks a scope: ${missingScopes.join(', ')}.`, {
    code: 'scope-missing',
    missingScopes,
    remedy: addScopes(missingScopes),
  });
}

function addScopes(scopes: readonly string[]): string {
  return `In HubSpot open Development > Keys > Service keys, add ${scopes.join(', ')} to the key and save.`;
}

/** The same refusal, told of the object that was asked for. */
export function refusedObject(label: string, error: AuthenticationError): AuthenticationError {
  const { missingScopes, code, remedy } = error;
  if (missingScopes.length === 0) return error;
  const message = `The HubSpot access token may not see ${label}. It lacks a scope: ${missingScopes.join(', ')}.`;
  return new AuthenticationError(message, { code, missingScopes, remedy, cause: error });
}

/** A name that is none of HubSpot's own objects, where the key may not list the portal's. */
export function unseenObject(name: string, told: readonly string[]): AuthenticationError {
  const missingScopes = told.length > 0 ? told : ['crm.schemas.custom.read'];
  return new AuthenticationError(
    `HubSpot has no object "${name}" of its own, and the access token may not see the portal's custom objects: it lacks a scope: ${missingScopes.join(', ')}.`,
    { code: 'scope-missing', missingScopes, remedy: `Correct the name, or: ${addScopes(missingScopes)}` },
  );
}

/** How long HubSpot's own SDK waits: 429 answers carry no `Retry-After`. */
export function retryDelayOf(response: HttpResponse, attempt: number): number | 'never' | null {
  if (response.status === 423) return 2000;
  if (response.status !== 429) return null;
  const error = readWireError(response.body);
  if (isDailyLimit(error)) return 'never';
  if (error.policyName === 'TEN_SECONDLY_ROLLING' || /ten_secondly/i.test(error.message)) return 10_000 * attempt;
  if (error.policyName === 'SECONDLY' || /secondly limit/i.test(error.message)) return 1000 * attempt;
  return null;
}

function isDailyLimit(error: WireError): boolean {
  return error.policyName === 'DAILY' || /daily limit/i.test(error.message);
}

/** A unique value is taken; `id` by which record, if the text says so. `null`: the error is another one. */
export function readConflict(error: WireError): { readonly id: string | null } | null {
  const texts = [error.message, ...error.errors.map((detail) => detail.message)].join('\n');
  const existing = /Existing ID: (\d+)/.exec(texts) ?? /(?<!\d)(\d+) already has that value/.exec(texts);
  if (existing !== null) return { id: existing[1] ?? null };
  return error.category === 'CONFLICT' || error.category === 'OBJECT_ALREADY_EXISTS' ? { id: null } : null;
}

export function isNotFound(error: WireError): boolean {
  if (error.category === 'OBJECT_NOT_FOUND' || error.message === 'resource not found') return true;
  return error.context?.missingObjectPropertyValueCoordinates !== undefined;
}

/** Ids of association targets that HubSpot calls invalid; empty where it only says that one is. `null`: another error. */
export function readInvalidAssociations(error: WireError): { readonly ids: readonly string[] } | null {
  const contexts = [error.context, ...error.errors.map((detail) => detail.context)];
  const texts = [
    error.message,
    ...error.errors.map((detail) => detail.message),
    ...contexts.flatMap((context) => Object.values(context ?? {}).flat()),
  ].join('\n');
  const concerned =
    /associations? (is|are) invalid/i.test(texts) ||
    /INVALID_OBJECT_IDS|INVALID_ASSOCIATION_TYPE_ID/.test(texts) ||
    contexts.some((context) => context?.INVALID_OBJECT_IDS !== undefined) ||
    /invalid from object type/.test(texts);
  if (!concerned) return null;
  return { ids: [...texts.matchAll(/\b[\w-]+=(\d+) is not valid(?! association)/g)].map((match) => match[1] ?? '') };
}

/** HubSpot's text for a full limit is not known: every one that speaks of both is taken for it. */
export function isAssociationLimit(error: WireError): boolean {
  const texts = [
    error.message,
    error.subCategory ?? '',
    ...error.errors.map((detail) => `${detail.message} ${detail.code}`),
  ];
  return texts.some((text) => /association/i.test(text) && /limit|maximum|exceed/i.test(text));
}

const categoriesByCode: Readonly<Record<string, RecordErrorCategory>> = {
  PROPERTY_DOESNT_EXIST: 'other',
  READ_ONLY_VALUE: 'read-only',
};

const remedies: Readonly<Record<RecordErrorCategory, string>> = {
  'invalid-value': 'Correct the value in the app that it comes from, or change the mapping of the field.',
  'missing-required': 'Map the field, or fill it in the app that the record comes from.',
  'duplicate-value': 'Two records cannot share this value: change one of them, or merge them if both are the same.',
  'read-only': 'Map the field from HubSpot to the other app only.',
  permission: 'Give the key access to this record in HubSpot.',
  'association-target': 'The record it points at is not there any more, or must not be associated with this one.',
  'association-limit': 'Remove an association in HubSpot, or raise the limit of the association.',
  'too-large': 'Shorten the value.',
  other: 'Compare the record with its mapping; run `linkwright check` if a field has vanished.',
};

/** Of 2026-09 and later: rules that people of the portal have set hold for the API too. */
const ruleCodes: readonly string[] = ['MISSING_REQUIRED_PROPERTY', 'MISSING_CONDITIONAL_REQUIRED_PROPERTY'];

/** All of them at once: filling one field after the other would take a sync each. */
function ruleError(rules: WireError['errors']): RecordError {
  const needed = [...new Set(rules.flatMap(({ context }) => context?.propertyName ?? []))];
  const texts = [...new Set(rules.map(({ message }) => message))].join('; ');
  const needs = needed.length > 0 ? `needs ${needed.join(', ')}` : 'lacks a property';
  const [field] = needed;
  return new RecordError(`Blocked by a rule of the HubSpot portal: ${needs} (${shorten(texts)}).`, {
    code: 'blocked-by-rule',
    category: 'missing-required',
    remedy:
      'Map the property and fill it in the other app, or fill it in HubSpot. Or have a HubSpot admin change the rule: ' +
      'Settings > Objects > Create Record for new records, the conditional logic under Settings > Properties for others.',
    ...(field === undefined ? {} : { field }),
  });
}

/** Why HubSpot refuses one record. */
export function toRecordError(error: WireError): RecordError {
  const rules = error.errors.filter(({ code }) => code !== undefined && ruleCodes.includes(code));
  if (rules.length > 0) return ruleError(rules);
  const detail = propertyProblems(error)[0];
  if (detail !== undefined) {
    const category = categoriesByCode[detail.code] ?? 'invalid-value';
    const code =
      category === 'read-only' ? 'field-read-only' : category === 'other' ? 'field-unknown' : 'value-refused';
    return recordError(category, code, `HubSpot refuses ${detail.field}: ${shorten(detail.message)}`, detail.field);
  }
  const required = error.context?.properties ?? [];
  if (/required properties were not set/i.test(error.message)) {
    return recordError(
      'missing-required',
      'required-field-missing',
      `HubSpot: ${shorten(error.message)} ${required.join(', ')}`.trim(),
      required[0],
    );
  }
  if (isAssociationLimit(error)) {
    return recordError('association-limit', 'association-limit-reached', `HubSpot: ${shorten(error.message)}`);
  }
  if (readInvalidAssociations(error) !== null) {
    return recordError(
      'association-target',
      'association-refused',
      `HubSpot refuses the association: ${associationText(error)}`,
    );
  }
  if (readConflict(error) !== null)
    return recordError('duplicate-value', 'duplicate-value', `HubSpot: ${shorten(error.message)}`);
  return recordError(
    'other',
    'record-refused',
    `HubSpot refuses the record: ${shorten(error.message) || 'no reason given'}`,
  );
}

function recordError(category: RecordErrorCategory, code: string, message: string, field?: string): RecordError {
  return new RecordError(message, {
    code,
    category,
    remedy: remedies[category],
    ...(field === undefined ? {} : { field }),
  });
}

function associationText(error: WireError): string {
  const details = Object.values(error.context ?? {}).flat();
  return shorten([error.message, ...error.errors.map((detail) => detail.message), ...details].join('; '));
}

interface PropertyProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** HubSpot lists the properties in `errors`, or (older endpoints) as JSON behind the colon of the message. */
function propertyProblems(error: WireError): readonly PropertyProblem[] {
  const listed = error.errors.flatMap((detail) => {
    const field = detail.context?.propertyName?.[0];
    return field === undefined ? [] : [{ field, code: detail.code ?? '', message: detail.message }];
  });
  if (listed.length > 0) return listed;
  const start = error.message.indexOf('[{');
  if (start < 0) return [];
  try {
    const parsed: unknown = JSON.parse(error.message.slice(start));
    return Array.isArray(parsed) ? parsed.flatMap(problemOf) : [];
  } catch {
    return [];
  }
}

function problemOf(item: unknown): readonly PropertyProblem[] {
  if (typeof item !== 'object' || item === null) return [];
  const field: unknown = Reflect.get(item, 'name');
  const message: unknown = Reflect.get(item, 'message');
  const code: unknown = Reflect.get(item, 'error');
  if (typeof field !== 'string' || typeof message !== 'string') return [];
  return [{ field, message, code: typeof code === 'string' ? code : '' }];
}

/** A refused option comes with the list of all options; nobody reads 300 of them. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
}
