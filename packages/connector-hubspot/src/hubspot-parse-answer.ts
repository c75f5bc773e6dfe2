import {
  type AnswerSchema,
  type HttpRequest,
  type HttpResponse,
  parseAnswer as parseHttpAnswer,
} from '@linkwright/http';

export function parseAnswer<Answer>(
  schema: AnswerSchema<Answer>,
  response: HttpResponse,
  { method, path }: Pick<HttpRequest, 'method' | 'path'>,
): Answer {
  return parseHttpAnswer(schema, response.body, { appName: 'HubSpot', what: `to ${method} ${path}` });
}

/** The same for a write that HubSpot says it has carried out; some are answered with nothing at all. */
export function parseWritten<Answer>(schema: AnswerSchema<Answer>, response: HttpResponse): Answer {
  return parseHttpAnswer(schema, response.body ?? {}, { appName: 'HubSpot', what: 'to a write' });
}
