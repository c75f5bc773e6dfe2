import { isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { z } from 'zod';
import { describeProblems, problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { ProblemsError } from '../../configuration/problems-error.ts';

const errorsPage = 'https://github.com/linkwright/linkwright/blob/main/docs/errors.md';

/** What an answer that is no success says, after RFC 9457 (`application/problem+json`). */
export const problemSchema = z.strictObject({
  /** Where the error is explained. */
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  /** What to do about it. */
  remedy: z.string().exactOptional(),
  /** What is wrong in the file of the workspace, everything at once. */
  problems: z.array(problemDocumentSchema).readonly().exactOptional(),
});
export type Problem = z.output<typeof problemSchema>;

/** The API itself refuses a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly remedy: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    message: string,
    options: {
      readonly code: string;
      readonly status: number;
      readonly remedy: string;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) {
    super(message);
    this.status = options.status;
    this.code = options.code;
    this.remedy = options.remedy;
    this.headers = options.headers ?? {};
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'No valid token',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Busy',
  413: 'Too large',
  414: 'Address too long',
  415: 'Not JSON',
  421: 'Unknown host',
  422: 'Cannot be done as asked',
  429: 'Too many tries',
  500: 'A fault in linkwright',
  502: 'An app refused',
  503: 'Not available',
};

/** Errors that say that something is not there, or that somebody else is at work. */
const statuses: Readonly<Record<string, number>> = {
  'unknown-record': 404,
  'unknown-sync': 404,
  'unknown-object': 404,
  'unknown-run': 404,
  'unknown-conflict': 404,
  'unknown-connection': 404,
  'configuration-changed': 409,
  'state-locked': 409,
  'sync-disabled': 422,
};

/** What whoever asked is told of an error: of a fault of linkwright or of the operating system nothing but that there is one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return told(error.status, error.code, error.message, error.remedy);
  if (error instanceof ProblemsError) {
    const problems = describeProblems(error.problems, error.loaded, '/').map((problem) => ({
      ...problem,
      file: problem.file.split(/[\\/]/).at(-1) ?? '',
    }));
    const { code = 'configuration', message = '' } = problems[0] ?? {};
    return { ...told(422, code, message, 'Put right what `problems` lists.'), problems };
  }
  if (isLinkwrightError(error)) {
    const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : '';
    return told(statuses[error.code] ?? statusOf(error), error.code, error.message, remedy);
  }
  return internalProblem;
}

function statusOf(error: unknown): number {
  if (isErrorOfKind(error, 'retryable')) return 503;
  if (isErrorOfKind(error, 'authentication') || isErrorOfKind(error, 'contract')) return 502;
  return 422;
}

const told = (status: number, code: string, detail: string, remedy: string): Problem => ({
  type: `${errorsPage}#${code}`,
  title: titles[status] ?? 'Refused',
  status,
  code,
  detail,
  ...(remedy !== '' && { remedy }),
});

/** Nothing is said but that there is a fault. */
export const internalProblem = told(
  500,
  'internal-error',
  'The request could not be carried out.',
  'The log of the service says more.',
);
