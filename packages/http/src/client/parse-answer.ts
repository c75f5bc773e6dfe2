import { ContractError } from '@linkwright/core';
import { sizeProblem } from './body-size.ts';

/** What a zod schema has, whichever copy of zod made it. */
export interface AnswerSchema<Answer> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Answer }
    | { readonly success: false; readonly error: { readonly issues: readonly AnswerIssue[] } };
}

export interface AnswerIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Code of the error that says that an answer is not of the shape that the app documents. */
export const unexpectedAnswer = 'unexpected-answer';

/**
 * The body of an answer under its schema. `what` says which one (`with a list of records`, `to GET /contacts`). Throws a
 * `ContractError` that names the place and what was expected there, and no value of it: those are the user's.
 */
export function parseAnswer<Answer>(
  schema: AnswerSchema<Answer>,
  body: unknown,
  { appName, what }: { readonly appName: string; readonly what: string },
): Answer {
  const size = sizeProblem(body);
  if (size !== null) {
    throw new ContractError(`${appName}'s answer ${what} is larger than any answer can be (${size}).`, {
      code: unexpectedAnswer,
    });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ContractError(`${appName}'s answer ${what} is not as documented (${faultOf(body, parsed.error)}).`, {
    code: unexpectedAnswer,
    remedy: `Check the base URL of the ${appName} connection, and whether a proxy or a sign-in page answers in its place; otherwise report it.`,
  });
}

function faultOf(body: unknown, { issues }: { readonly issues: readonly AnswerIssue[] }): string {
  if (body === null) return 'it is empty, not JSON';
  if (typeof body === 'string') return /^\s*</.test(body) ? 'it is a web page, not JSON' : 'it is not JSON';
  const [first] = issues;
  const place = first === undefined || first.path.length === 0 ? 'the top' : `"${first.path.map(String).join('.')}"`;
  return `at ${place}: ${first?.message ?? 'unexpected'}`;
}

/** An app that answers with a record nobody asked for has left out one that somebody did. */
export function strangeRecord(appName: string, id: string): ContractError {
  return new ContractError(`${appName} was asked for records by their ids and answered another one (at "${id}").`, {
    code: unexpectedAnswer,
  });
}
