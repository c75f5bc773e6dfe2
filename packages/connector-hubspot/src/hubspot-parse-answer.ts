import { isErrorOfKind, RetryableError } from '@linkwright/core';
import {
  type AnswerSchema,
  type HttpRequest,
  type HttpResponse,
  parseAnswer as parseHttpAnswer,
  unexpectedAnswer,
} from '@linkwright/http';

export function parseAnswer<Answer>(
  schema: AnswerSchema<Answer>,
  response: HttpResponse,
  { method, path }: Pick<HttpRequest, 'method' | 'path'>,
): Answer {
  return parseHttpAnswer(schema, response.body, { appName: 'HubSpot', what: `to ${method} ${path}` });
}

/** The same for a write that HubSpot says it has carried out: what became of it is then not known. */
export function parseWritten<Answer>(schema: AnswerSchema<Answer>, response: HttpResponse): Answer {
  try {
    return parseHttpAnswer(schema, response.body ?? {}, { appName: 'HubSpot', what: 'to a write' });
  } catch (cause) {
    if (!isErrorOfKind(cause, 'contract')) throw cause;
    throw new RetryableError(cause.message, { code: unexpectedAnswer, outcomeUnknown: true });
  }
}
