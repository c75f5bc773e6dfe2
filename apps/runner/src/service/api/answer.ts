import { dirname } from 'node:path';
import { documentVersion } from '../../operations/documents/document-version.ts';
import type { Work } from '../../session/work.ts';
import type { ApiContext } from './api-context.ts';
import { ApiError, internalProblem, type Problem, problemOf } from './api-problem.ts';

/** A document as an answer: no secret in any text of it. */
export const answer = (
  document: object,
  { redact = asIs, status = 200 }: { readonly redact?: (text: string) => string; readonly status?: number } = {},
): Response => Response.json(mapTexts({ version: documentVersion, ...document }, redact), { status });

const asIs = (text: string): string => text;

/** A request does not wait longer than so many milliseconds for whoever holds the state; a job does. */
const mostPatienceMs = 20_000;
const lookAgainMs = 250;

/** Work on a workspace that is served, by its name. Where somebody else holds the state, a moment is waited. Paths are told from its own folder. Throws an `ApiError` (`unknown-workspace`). */
export function workOf(
  { service, clock }: ApiContext,
  name: string,
  signal: AbortSignal,
  by: string | null = null,
): Work {
  const workspace = service.workspaces.get(name);
  if (workspace === undefined) {
    throw new ApiError('No such workspace is served.', {
      code: 'unknown-workspace',
      status: 404,
      remedy: 'GET /api/v1/workspaces lists them.',
    });
  }
  const until = clock.now() + mostPatienceMs;
  return {
    ...workspace.work(signal),
    directory: dirname(workspace.file),
    askedBy: { via: 'api', by },
    async awaitState() {
      await clock.wait(lookAgainMs, signal);
      return !signal.aborted && clock.now() < until;
    },
  };
}

/** Calls an operation; what it throws is told without secrets and without paths of this machine. */
export async function telling(work: Work, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act();
  } catch (error) {
    const problem = problemOf(error);
    if (problem === internalProblem) throw error;
    return problemResponse(withoutPaths(work, problem));
  }
}

/** Secrets and the folders of the workspace are taken out. */
export function withoutPaths({ loaded, redact }: Pick<Work, 'loaded' | 'redact'>, problem: Problem): Problem {
  const places = [loaded.state.folder, dirname(loaded.file)].filter((place) => place !== null && place !== '/');
  return mapTexts(problem, (text) =>
    redact(places.reduce<string>((told, place) => told.replaceAll(String(place), '.'), text)),
  );
}

export const problemResponse = (problem: Problem, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

/** Every text of a document, changed; its shape stays. */
export function mapTexts<Value>(value: Value, change: (text: string) => string): Value;
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
