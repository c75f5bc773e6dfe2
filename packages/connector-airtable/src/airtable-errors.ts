import {
  AuthenticationError,
  ConfigurationError,
  type ConnectorError,
  ContractError,
  RecordError,
  type RecordErrorCategory,
  RetryableError,
  withoutTrailing,
} from '@linkwright/core';
import { z } from 'zod';

/** What Airtable said when it refused a request. `type` is empty where it gave none. */
export interface AirtableRefusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const detailSchema = z.looseObject({ type: z.string().optional(), message: z.string().optional() });
const listedSchema = z.looseObject({ error: z.string(), message: z.string().optional() });
const bodySchema = z.union([
  z.looseObject({ error: detailSchema }),
  z.looseObject({ error: z.string(), error_description: z.string().optional() }),
  z.looseObject({ errors: z.array(listedSchema).min(1) }),
]);

/** Airtable has several shapes of refusals; gateways in front of it answer with HTML or with nothing. */
export function readRefusal(status: number, body: unknown): AirtableRefusal {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return { status, type: '', message: '' };
  const answer = parsed.data;
  if ('errors' in answer) {
    const listed = z.array(listedSchema).parse(answer.errors)[0];
    return { status, type: listed?.error ?? '', message: listed?.message ?? '' };
  }
  if (typeof answer.error === 'string') {
    const description = 'error_description' in answer ? answer.error_description : undefined;
    return { status, type: answer.error, message: typeof description === 'string' ? description : '' };
  }
  const detail = detailSchema.parse(answer.error);
  return { status, type: detail.type ?? '', message: detail.message ?? '' };
}

const tokenRemedy =
  'Make a personal access token at https://airtable.com/create/tokens with the scopes data.records:read, ' +
  'data.records:write and schema.bases:read, and add the base to what it may access.';

/** Code of the error that says that a listing took too long and has to begin again. */
export const listingExpired = 'listing-expired';

/** Code of the error that says that a field is not there (any more). */
export const unknownField = 'unknown-field';

/** The error of a refusal that concerns the request as a whole. `null`: nothing is known about it. */
export function requestError(refusal: AirtableRefusal, place: string): ConnectorError | null {
  const { status, type } = refusal;
  const said = refusal.message === '' ? type : refusal.message;
  if (status === 401) {
    return new AuthenticationError(`Airtable does not accept the access token: ${said || 'authentication failed'}`, {
      code: 'credentials-refused',
      remedy: `${tokenRemedy} Tokens expire or are revoked; the old "key…" keys ended in February 2024.`,
    });
  }
  if (type === 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND') {
    return new AuthenticationError(
      `Airtable refuses ${place}: the token may not do this, or the base, table or record is not there (Airtable does not say which).`,
      { code: 'access-denied-or-not-found', reach: 'object', remedy: `Check the base id. ${tokenRemedy}` },
    );
  }
  if (status === 403) {
    return new AuthenticationError(`Airtable refuses ${place}: ${said || 'not permitted'}`, {
      code: 'access-denied',
      reach: 'object',
      remedy: `The token's owner needs the editor role in the base. ${tokenRemedy}`,
    });
  }
  if (status === 402 || type === 'PUBLIC_API_BILLING_LIMIT_EXCEEDED') {
    return new ConfigurationError(`Airtable's plan does not allow more calls: ${said || 'payment required'}`, {
      code: 'plan-limit-reached',
      remedy: 'Wait for the next month, or move the workspace to a plan with more API calls; then sync less often.',
    });
  }
  if (status === 404) {
    return new ConfigurationError(`Airtable knows nothing at ${place}.`, {
      code: 'not-found',
      remedy: 'Check the base id and that the table is still there.',
    });
  }
  if (type === 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE') {
    return new RetryableError('Airtable has dropped the listing that was under way.', { code: listingExpired });
  }
  if (type === 'UNKNOWN_FIELD_NAME') {
    return new ConfigurationError(`Airtable does not know a field any more: ${said}`, {
      code: unknownField,
      remedy: 'Run `linkwright check`: it names the mappings whose field is gone.',
    });
  }
  if (status === 400 || status === 413 || status === 422) {
    return new ContractError(`Airtable refuses ${place}: ${said || `status ${status}`}`, { code: 'refused-request' });
  }
  return null;
}

/** Refusals that are about the existence of a row: of the record itself, or of one that a link points at. */
export function isAboutRows(refusal: AirtableRefusal): boolean {
  return rowTypes.has(refusal.type);
}

const rowTypes: ReadonlySet<string> = new Set([
  'ROW_DOES_NOT_EXIST',
  'ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE',
  'INVALID_RECORD_ID',
]);

/** May Airtable mean that a record of the request is gone? It says so in several ways. */
export function mayMeanGone(refusal: AirtableRefusal): boolean {
  return (
    refusal.type === 'ROW_DOES_NOT_EXIST' ||
    refusal.type === 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND' ||
    refusal.status === 404
  );
}

/** Is it the data of a record that is refused, so that its batch mates may pass without it? */
export function isAboutData(refusal: AirtableRefusal): boolean {
  if (refusal.type === 'UNKNOWN_FIELD_NAME' || refusal.type.startsWith('INVALID_REQUEST')) return false;
  if (refusal.status === 403) return namedField(refusal) !== null;
  return refusal.status === 422 || refusal.status === 413;
}

/** The record id that a refusal names. */
export function namedRecord(refusal: AirtableRefusal): string | null {
  return /(?:record ID|value) "?([A-Za-z0-9]+)"?/i.exec(refusal.message)?.[1] ?? null;
}

/** The field that a refusal names: its id, or its name. */
export function namedField(refusal: AirtableRefusal): string | null {
  const { message } = refusal;
  return (
    /field .* \((fld[A-Za-z0-9]{14})\)/i.exec(message)?.[1] ??
    /field "(.+)" cannot/i.exec(message)?.[1] ??
    /for field "?(.+?)"?\.?$/i.exec(message)?.[1] ??
    null
  );
}

/** The choice that a refusal says is not there: `…create new select option "\"Gold\""`. */
export function namedChoice(refusal: AirtableRefusal): string | null {
  if (refusal.type !== 'INVALID_MULTIPLE_CHOICE_OPTIONS') return null;
  const quoted = /select option (".+)$/s.exec(refusal.message)?.[1];
  // In doubled quotation marks, the inner ones with a backslash before them.
  return quoted === undefined ? null : withoutTrailing(quoted.replace(/^["\\]{1,3}/, ''), '"\\');
}

/** The error of one record. `field`: the id of the field that is meant, if it is known. */
export function recordError(
  refusal: AirtableRefusal,
  field?: { readonly id: string; readonly name: string },
): RecordError {
  const { code, category, remedy } = recordErrorKind(refusal);
  const place = field === undefined ? 'the record' : `"${field.name}"`;
  const said = refusal.message || refusal.type || `status ${refusal.status}`;
  return new RecordError(`Airtable refuses ${place}: ${said}`, {
    code,
    category,
    remedy,
    ...(field === undefined ? {} : { field: field.id }),
  });
}

function recordErrorKind(refusal: AirtableRefusal): { code: string; category: RecordErrorCategory; remedy: string } {
  if (isAboutRows(refusal)) {
    return {
      code: 'link-target-refused',
      category: 'association-target',
      remedy: 'Check that the linked record still exists and that the link field points at its table.',
    };
  }
  if (refusal.status === 403) {
    return {
      code: 'field-not-permitted',
      category: 'permission',
      remedy:
        "Allow the token's owner to edit this field in Airtable (its field permissions), or map it in the other direction.",
    };
  }
  if (refusal.status === 413) {
    return { code: 'record-too-large', category: 'too-large', remedy: 'Shorten the long texts of the record.' };
  }
  if (/computed/i.test(refusal.message)) {
    return {
      code: 'field-computed',
      category: 'read-only',
      remedy: 'Airtable computes this field; map it away from Airtable, or map another one.',
    };
  }
  if (refusal.type === 'INVALID_MULTIPLE_CHOICE_OPTIONS') {
    return {
      code: 'unknown-choice',
      category: 'invalid-value',
      remedy: 'Add the choice to the field in Airtable, or give it a partner under `options` of the mapping.',
    };
  }
  if (refusal.type === 'INVALID_VALUE_FOR_COLUMN') {
    return {
      code: 'invalid-value',
      category: 'invalid-value',
      remedy: 'Correct the value in the other app, or map the field to one of another type.',
    };
  }
  return {
    code: 'record-refused',
    category: 'other',
    remedy: 'Correct the record in the other app; it is tried again then.',
  };
}
