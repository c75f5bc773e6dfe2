import { z } from 'zod';

/**
 * A call as the vendor's published interface description has it: facts of the description in a notation of ours. Written from it and
 * from nothing of a connector or its sandbox, so that it is a witness of both: a member or a parameter that is not described
 * fails, as does one that is missing or of another type. What the vendor's guides document and its descriptions do not have is
 * allowed where a comment says so.
 */
export interface DescribedCall {
  /** `POST as GET` where the header for it says so. */
  readonly method: string;
  readonly path: RegExp;
  /** Parameters by name, as texts of the address; a list where the address numbers them: `ids[0]`. */
  readonly query: Readonly<Record<string, z.ZodType>>;
  /** Names of parameters that may not be missing. */
  readonly required?: readonly string[];
  /** Absent: without a body. */
  readonly request?: z.ZodType;
  /** How the body is written. Absent: JSON. */
  readonly form?: true;
  /** By status, of success only. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** Absent: what all calls answer that refuse. */
  readonly refused?: z.ZodType;
  readonly source: DescriptionSource;
}

/** A file of a public repository, as it was at a commit. */
export interface DescriptionSource {
  readonly repository: string;
  readonly file: string;
  readonly commit: string;
}

export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

/** `place`: for people. One line for each difference. */
export function differencesOf(
  exchange: Exchange,
  call: DescribedCall,
  { place, refused }: { readonly place: string; readonly refused: z.ZodType },
): readonly string[] {
  const { status } = exchange;
  const { searchParams } = new URL(exchange.url, 'http://localhost');
  const at = `${place} (${call.source.file})`;
  const answer = status >= 400 ? (call.refused ?? refused) : call.answers[status];
  return [
    ...differences(`${at}, parameters`, parametersOf(call), readParameters(searchParams)),
    ...differences(`${at}, request`, call.request ?? z.literal(''), read(exchange.body, call.form)),
    ...(answer === undefined
      ? [`${at}: the status ${status} is not described`]
      : differences(`${at}, answer ${status}`, answer, read(exchange.answer))),
  ];
}

function parametersOf({ query, required = [] }: DescribedCall): z.ZodType {
  const entries = Object.entries(query);
  return z.strictObject(
    Object.fromEntries(entries.map(([name, type]) => [name, required.includes(name) ? type : type.optional()])),
  );
}

function readParameters(parameters: URLSearchParams): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [key, value] of parameters) {
    const list = /^(.+)\[\d+\]$/.exec(key)?.[1];
    if (list === undefined) found[key] = value;
    else found[list] = [...[found[list] ?? []].flat(), value];
  }
  return found;
}

function read(text: string, form?: true): unknown {
  if (form) return Object.fromEntries(new URLSearchParams(text));
  return text === '' ? '' : JSON.parse(text);
}

function differences(place: string, schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${place}: ${[...path.map(String), message].join(': ')}`);
}
