export type FieldErrors = Readonly<Record<string, { readonly messages: readonly string[] }>>;

/** An answer that is not 2xx, in Kintone's shape: `{ code, id, message, errors? }`. */
export class KintoneFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** Of `CB_VA01` only: what is wrong, by parameter or field. */
  readonly errors: FieldErrors | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly errors?: FieldErrors; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'KintoneFailure';
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  /** `id` names this one answer in the vendor's logs. */
  toBody(id: string): object {
    const { code, message, errors } = this;
    return { code, id, message, ...(errors === undefined ? {} : { errors }) };
  }
}

/** Missing or malformed input. Every violation of a request is reported at once. */
export function invalidInput(errors: Readonly<Record<string, readonly string[]>>): KintoneFailure {
  const entries = Object.entries(errors).map(([key, messages]) => [key, { messages }] as const);
  return new KintoneFailure(400, 'CB_VA01', 'Missing or invalid input.', { errors: Object.fromEntries(entries) });
}

/** Kintone's text for a parameter that is missing; a field without a value says "Required." instead. */
export const requiredParameter = 'Required field.';

export function illegalRequest(): KintoneFailure {
  return new KintoneFailure(400, 'CB_IL02', 'Illegal request.');
}

export function appNotFound(appId: string): KintoneFailure {
  const message = `The app (ID: ${appId}) not found. The app may have been deleted.`;
  return new KintoneFailure(404, 'GAIA_AP01', message);
}

export function recordNotFound(recordId: string): KintoneFailure {
  return new KintoneFailure(404, 'GAIA_RE01', `The specified record (ID: ${recordId}) is not found.`);
}

export function staleRevision(): KintoneFailure {
  return new KintoneFailure(
    409,
    'GAIA_CO02',
    'The revision is not the latest. Someone may update a record. Please try again after reloading.',
  );
}

export function noPrivilege(): KintoneFailure {
  return new KintoneFailure(403, 'CB_NO02', 'No privilege to proceed.');
}

export function tokenMayNot(): KintoneFailure {
  return new KintoneFailure(403, 'GAIA_NO01', 'Using this API token, you cannot run the specified API.');
}

/** What is wrong with the values of a request, collected before it is refused. */
export class Violations {
  readonly #messages = new Map<string, string[]>();

  get count(): number {
    return this.#messages.size;
  }

  add(key: string, message: string): void {
    const messages = this.#messages.get(key);
    if (messages === undefined) this.#messages.set(key, [message]);
    else if (!messages.includes(message)) messages.push(message);
  }

  throwIfAny(): void {
    if (this.#messages.size > 0) throw invalidInput(Object.fromEntries(this.#messages));
  }
}
