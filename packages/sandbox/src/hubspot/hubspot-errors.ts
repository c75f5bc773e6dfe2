import type { SandboxResponse } from '../sandbox-app.ts';

export interface ErrorDetail {
  readonly message: string;
  readonly code?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** HubSpot's error body without the correlation id, which every response gets at the end. Before 2026-09 every field but `message` may miss. */
export interface HubspotErrorBody {
  readonly message: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly errors?: readonly ErrorDetail[];
  readonly links?: Readonly<Record<string, string>>;
  readonly errorType?: string;
  readonly policyName?: string;
  readonly groupName?: string;
}

/** Thrown by handlers: the request is answered with this status and body. */
export class HubspotFailure extends Error {
  readonly status: number;
  readonly body: HubspotErrorBody;

  constructor(status: number, body: HubspotErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }

  /** `path`: of the request. */
  toResponse(correlationId: string, path: string): SandboxResponse {
    const { status, body } = this;
    const category = body.category ?? (/\/2026-09(\/|$)/.test(path) ? categoryOf(status) : undefined);
    return {
      status,
      body: { status: 'error', ...body, ...(category === undefined ? {} : { category }), correlationId },
    };
  }
}

/** Every refusal has one since 2026-09, but for a limit, which is no answer of the API itself. */
function categoryOf(status: number): string | undefined {
  if (status === 429) return undefined;
  return status === 404 ? 'OBJECT_NOT_FOUND' : 'VALIDATION_ERROR';
}

export function validationFailure(message: string, more: Omit<HubspotErrorBody, 'message' | 'category'> = {}) {
  return new HubspotFailure(400, { message, category: 'VALIDATION_ERROR', ...more });
}

/** A numeric id that names no record. The vendor sends no category with it. */
export function resourceNotFound(): HubspotFailure {
  return new HubspotFailure(404, { message: 'resource not found' });
}

export function objectNotNumeric(id: string): HubspotFailure {
  return new HubspotFailure(404, {
    message: 'Object not found.  objectId are usually numeric.',
    category: 'OBJECT_NOT_FOUND',
    context: { id: [id] },
  });
}

export function unknownObjectType(name: string): HubspotFailure {
  return new HubspotFailure(400, { message: `Unable to infer object type from: ${name}` });
}

export function contactExists(existingId: string): HubspotFailure {
  return new HubspotFailure(409, {
    message: `Contact already exists. Existing ID: ${existingId}`,
    category: 'CONFLICT',
  });
}

export function tooManyInputs(maximum: number): HubspotFailure {
  return validationFailure(
    `The maximum number of inputs supported in a batch is ${maximum}. Please reduce the number of items and try again`,
  );
}

export function missingScopes(scopes: readonly string[]): HubspotFailure {
  return new HubspotFailure(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: 'MISSING_SCOPES',
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: scopes } },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  });
}

export function notAuthenticated(): HubspotFailure {
  return new HubspotFailure(401, {
    message:
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    category: 'INVALID_AUTHENTICATION',
  });
}

export function tokenExpired(expireTime: string): HubspotFailure {
  return new HubspotFailure(401, {
    message: 'The OAuth token used to make this call expired 0 second(s) ago.',
    category: 'EXPIRED_AUTHENTICATION',
    context: { 'expire time': [expireTime] },
  });
}
