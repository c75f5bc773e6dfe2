/** An answer that is not 2xx. `body` is sent as it is; Airtable has several shapes for it. */
export class AirtableFailure extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`Airtable answers ${status}.`);
    this.name = 'AirtableFailure';
    this.status = status;
    this.body = body;
  }
}

/** Airtable's usual shape: `{ error: { type, message } }`. A few types come without a message. */
export function failure(status: number, type: string, message?: string): AirtableFailure {
  return new AirtableFailure(status, { error: message === undefined ? { type } : { type, message } });
}

/** Undefined paths and malformed ids, decided before the token is looked at. */
export function notFound(): AirtableFailure {
  return new AirtableFailure(404, { error: 'NOT_FOUND' });
}

/** A base, table or record that is unknown or may not be seen: Airtable does not say which. */
export function modelNotFound(): AirtableFailure {
  return failure(
    403,
    'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
    'Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.',
  );
}

export function invalidRequest(): AirtableFailure {
  return failure(
    422,
    'INVALID_REQUEST_UNKNOWN',
    'Invalid request: parameter validation failed. Check your request data.',
  );
}

export function unknownFieldName(name: string): AirtableFailure {
  return failure(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`);
}

/** A value of the wrong JSON type, or outside of what the field takes. */
export function invalidValue(fieldName: string): AirtableFailure {
  return failure(422, 'INVALID_VALUE_FOR_COLUMN', `Field "${fieldName}" cannot accept the provided value`);
}

export function unparsableValue(fieldName: string, value: unknown): AirtableFailure {
  return failure(422, 'INVALID_VALUE_FOR_COLUMN', `Cannot parse value ${JSON.stringify(value)} for field ${fieldName}`);
}

export function rowDoesNotExist(recordId: string): AirtableFailure {
  return failure(422, 'ROW_DOES_NOT_EXIST', `Record ID ${recordId} does not exist in this table`);
}
