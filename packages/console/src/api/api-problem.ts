import type { components } from '@linkwright/api-client';

type Problem = components['schemas']['problem'];
type Told = Pick<Problem, 'status' | 'code' | 'detail' | 'problems'> & { readonly remedy?: string };

/** Why the service did not do what it was asked: RFC 9457. `status` 0: it was not reached. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly remedy: string;
  readonly problems: NonNullable<Problem['problems']>;

  constructor({ status, code, detail, remedy = '', problems = [] }: Told) {
    super(detail);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
    this.problems = problems;
  }

  /** A proxy before the service may answer with anything. */
  static of(body: unknown, status: number): ApiProblem {
    const told: Partial<Record<keyof Told, unknown>> = typeof body === 'object' && body !== null ? body : {};
    const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
    return new ApiProblem({
      status,
      code: text(told.code, 'unknown'),
      detail: text(told.detail, `HTTP ${status}`),
      remedy: text(told.remedy, ''),
      problems: Array.isArray(told.problems) ? told.problems : [],
    });
  }
}
