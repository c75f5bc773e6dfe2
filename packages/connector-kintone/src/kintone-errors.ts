import {
  AuthenticationError,
  ConfigurationError,
  type ConnectorError,
  ContractError,
  RecordError,
  type RecordErrorCategory,
  RetryableError,
} from '@linkwright/core';
import { z } from 'zod';

/** What Kintone said when it refused a request. `code` is empty where it gave none. */
export interface KintoneRefusal {
  readonly status: number;
  readonly code: string;
  /** In the language of the user: shown to people, never read. */
  readonly message: string;
  /** Messages by the place of the fault (`records[3].Name.value`). */
  readonly faults: Readonly<Record<string, readonly string[]>>;
}

const bodySchema = z.looseObject({
  code: z.string(),
  message: z.string().catch(''),
  errors: z
    .record(z.string(), z.looseObject({ messages: z.array(z.string()).catch([]) }))
    .optional()
    .catch(undefined),
});

/** Gateways in front of Kintone, maintenance and unknown domains answer with HTML or plain text. */
export function readRefusal(status: number, body: unknown): KintoneRefusal {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return { status, code: '', message: '', faults: {} };
  const { code, message, errors = {} } = parsed.data;
  const faults = Object.fromEntries(Object.entries(errors).map(([place, { messages }]) => [place, messages]));
  return { status, code, message, faults };
}

/** What Kintone says of a record that is not there. */
export const noRecord = 'GAIA_RE01';

/** Code of the error that says that a field is not there (any more). */
export const unknownField = 'unknown-field';

const tokenRemedy =
  'Give an API token of every app that is synced or looked up (App settings → API Token) with the rights to view, add, ' +
  'edit and, for archiving, delete records; a token counts once its app has been updated.';

const lockCodes: ReadonlySet<string> = new Set(['GAIA_DA02', 'GAIA_RE18']);

/** Nothing was done because somebody else is writing: the same request passes a moment later. */
export function isLocked({ code }: KintoneRefusal): boolean {
  return lockCodes.has(code);
}

/** The error of a refusal that concerns the request as a whole. `null`: nothing is known about it. */
export function requestError(refusal: KintoneRefusal, place: string): ConnectorError | null {
  const { status, code } = refusal;
  const said = spoken(refusal);
  if (code === 'GAIA_IA02') {
    return new AuthenticationError(`Kintone does not accept an API token: ${said}`, {
      code: 'credentials-refused',
      remedy: `Kintone refuses all tokens where one is wrong. ${tokenRemedy}`,
    });
  }
  if (status === 401 || code === 'CB_WA01' || code === 'CB_AU01') {
    return new AuthenticationError(`Kintone does not accept the credentials: ${said}`, {
      code: 'credentials-refused',
      remedy:
        'Check the API tokens, or the login name and its password. A login name with two-factor or SAML-only ' +
        'authentication cannot be used.',
    });
  }
  if (code === 'GAIA_DA03') {
    return new ConfigurationError(`Two of the API tokens belong to the same app: ${said}`, {
      code: 'duplicate-token',
      remedy: 'Give one API token per app.',
    });
  }
  if (code === 'GAIA_IL23') {
    return new ConfigurationError(`Kintone refuses ${place}: the app is in a guest space.`, {
      code: 'guest-space-missing',
      remedy: "Set guestSpaceId to the number in the app's address /k/guest/<number>/.",
    });
  }
  if (code === 'GAIA_NO01' || code === 'CB_NO02' || status === 403) {
    return new AuthenticationError(`Kintone does not allow ${place}: ${said}`, {
      code: 'access-denied',
      // Rights and API tokens are given app by app.
      reach: 'object',
      remedy: `${tokenRemedy} A login name needs the same rights in the app. With guestSpaceId only apps of that guest space are reached.`,
    });
  }
  if (code === 'GAIA_AP01') {
    return new ConfigurationError(`Kintone has no such app: ${said}`, {
      code: 'unknown-object',
      remedy: 'Name the app by the number in its address: /k/12/ is app 12.',
    });
  }
  if (code === 'GAIA_IQ11') {
    return new ConfigurationError(`Kintone does not know a field any more: ${said}`, {
      code: unknownField,
      remedy: 'Run `linkwright check`: it names the mappings whose field is gone.',
    });
  }
  if (isLocked(refusal)) {
    return new RetryableError(`Kintone is writing the same records for somebody else: ${said}`, {
      code: 'record-locked',
    });
  }
  if (status === 404) {
    return new ConfigurationError(`Kintone knows nothing at ${place}: ${said}`, {
      code: 'not-found',
      remedy: 'Check baseUrl, and that the app is still there.',
    });
  }
  if ((status >= 400 && status < 429) || (status === 520 && code !== '')) {
    return new ContractError(`Kintone refuses ${place}: ${said}`, { code: 'refused-request' });
  }
  return null;
}

/** A record's lookup key that the related app has not, has twice, or does not show. */
export function isAboutLookup({ code }: KintoneRefusal): boolean {
  return code === 'GAIA_LO03' || code === 'GAIA_LO04';
}

/** A record is not there, or not as it was when it was read. Kintone does not say reliably which. */
export function mayMeanMoved({ code }: KintoneRefusal): boolean {
  return code === noRecord || code === 'GAIA_CO02';
}

/** Is it the data of a record that is refused, so that its batch mates may pass without it? */
export function isAboutData(refusal: KintoneRefusal): boolean {
  if (refusal.status === 413) return true;
  if (requestCodes.has(refusal.code) || ![400, 404, 409, 520].includes(refusal.status)) return false;
  if (refusal.code !== 'CB_VA01') return refusal.code !== '';
  const places = Object.keys(refusal.faults);
  // A parameter of the request is wrong, whichever records it carries.
  return places.length === 0 || places.some((place) => place.startsWith('records['));
}

const requestCodes: ReadonlySet<string> = new Set([
  'CB_AU01',
  'CB_IJ01',
  'CB_IL02',
  'CB_NO02',
  'CB_WA01',
  'GAIA_AP01',
  'GAIA_DA02',
  'GAIA_DA03',
  'GAIA_IA02',
  'GAIA_IL23',
  'GAIA_NO01',
  'GAIA_RE18',
]);

/** One fault of one record of a batch. */
export interface RecordFault {
  /** Place of the record in the request. */
  readonly index: number;
  /** What stands in the place: a field code, and beside it words such as `record` and `value`. */
  readonly names: readonly string[];
  readonly messages: readonly string[];
}

/** `records[3].Name.value`, `records[3].record.Name.value`, `records[3].record[Name].value`. All faults of a request are told. */
export function recordFaults({ faults }: KintoneRefusal): readonly RecordFault[] {
  return Object.entries(faults).flatMap(([place, messages]) => {
    const [, index, rest] = /^records\[(\d+)\]\.?(.*)$/.exec(place) ?? [];
    if (index === undefined || rest === undefined) return [];
    return [{ index: Number(index), names: rest.split(/[.[\]]+/).filter((name) => name !== ''), messages }];
  });
}

export interface NamedField {
  readonly id: string;
  readonly name: string;
}

export interface RecordErrorDetails {
  /** The field that is meant, if it is known. */
  readonly field?: NamedField | undefined;
  /** Is the field required, and would the record be without it? */
  readonly missing?: boolean;
  /** Must the value be unique, and does another record of the batch have it too? */
  readonly twice?: boolean;
  /** What Kintone said of this record alone. */
  readonly said?: string | undefined;
}

/** The error of one record. */
export function recordError(refusal: KintoneRefusal, details: RecordErrorDetails = {}): RecordError {
  const { field, said } = details;
  const { code, category, remedy } = recordErrorKind(refusal, details);
  const place = field === undefined ? 'the record' : `"${field.name}"`;
  return new RecordError(`Kintone refuses ${place}: ${said === undefined || said === '' ? spoken(refusal) : said}`, {
    code,
    category,
    remedy,
    ...(field === undefined ? {} : { field: field.id }),
  });
}

function recordErrorKind(
  refusal: KintoneRefusal,
  { missing, twice }: RecordErrorDetails,
): { code: string; category: RecordErrorCategory; remedy: string } {
  if (isAboutLookup(refusal)) {
    return {
      code: 'lookup-refused',
      category: 'association-target',
      remedy:
        'Check that the record that is looked up exists, that its key is unique, and that the credentials may see it.',
    };
  }
  if (refusal.status === 403) {
    return {
      code: 'record-not-permitted',
      category: 'permission',
      remedy: 'Allow the login name to edit this record and its fields (App settings → Permissions).',
    };
  }
  if (refusal.status === 413) {
    return { code: 'record-too-large', category: 'too-large', remedy: 'Shorten the long texts of the record.' };
  }
  if (missing === true) {
    return {
      code: 'required-missing',
      category: 'missing-required',
      remedy: 'Fill the field, map it, or make it optional in Kintone.',
    };
  }
  if (twice === true) {
    return {
      code: 'value-not-unique',
      category: 'duplicate-value',
      remedy: 'Two records are to have the same value in a field that prohibits duplicates: change one of them.',
    };
  }
  if (['GAIA_IL26', 'GAIA_IL28', 'GAIA_IL42'].includes(refusal.code)) {
    return {
      code: 'unknown-user',
      category: 'invalid-value',
      remedy: 'Users are matched by their login name in Kintone: add the user there, or choose another one.',
    };
  }
  if (refusal.code === 'CB_VA01') {
    return {
      code: 'invalid-value',
      category: 'invalid-value',
      remedy: 'Correct the value in the other app, or change what the field allows in Kintone.',
    };
  }
  return {
    code: 'record-refused',
    category: 'other',
    remedy: 'Correct the record in the other app; it is tried again then.',
  };
}

function spoken({ status, code, message }: KintoneRefusal): string {
  if (code === '') return `status ${status}`;
  return message === '' ? code : `${message} (${code})`;
}
