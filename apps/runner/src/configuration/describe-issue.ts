import { nearest } from '@linkwright/core';
import type { z } from 'zod';
import { visible } from '../output/visible.ts';
import { exampleAt } from './example-at.ts';
import { knownKeys } from './known-keys.ts';
import { isObject, type Path, pathName, valueAt } from './path.ts';
import type { PlacedProblem, Problem } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

export interface IssueContext {
  readonly source: Pick<YamlSource, 'positionOf'>;
  /** What was checked, for what the issues' paths point at. */
  readonly value: unknown;
  /** Where the checked value stands in the configuration. */
  readonly base: Path;
  readonly schema: z.core.JSONSchema.BaseSchema | null;
  /** May the values be shown? Settings may hold secrets. */
  readonly showValues: boolean;
}

/** The problems behind one issue of zod's; an unknown key is a problem of its own each. */
export function describeIssue(issue: z.core.$ZodIssue, context: IssueContext): PlacedProblem[] {
  const inner = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  const path = [...context.base, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const { keys } = knownKeys(context.schema, inner);
    return issue.keys.map((key) => ({
      ...unknownKey(path, key, keys),
      place: context.source.positionOf([...path, key], 'key'),
    }));
  }
  const value = valueAt(context.value, inner);
  const parent = valueAt(context.value, inner.slice(0, -1));
  if (value === undefined && !(isObject(parent) && Object.hasOwn(parent, String(path.at(-1))))) {
    return [missingKey(path, issue)];
  }
  return [wrongValue(path, value, issue, context.showValues && path[0] !== 'state')];
}

/** A slip of the pen in a required key is one problem: the key that is lacking is the one that was meant. */
export function withoutFollowUps(problems: readonly PlacedProblem[]): PlacedProblem[] {
  const parentOf = ({ path }: Problem): string => JSON.stringify(path.slice(0, -1));
  const keyOf = ({ path }: Problem): string => String(path.at(-1));
  const unknown = problems.filter(({ code }) => code === 'unknown-key');
  const isFollowUp = (missing: Problem): boolean =>
    unknown.some((slip) => parentOf(slip) === parentOf(missing) && nearest(keyOf(slip), [keyOf(missing)]) !== null);
  return problems.filter((problem) => problem.code !== 'missing-key' || !isFollowUp(problem));
}

export function unknownKey(parent: Path, key: string, known: readonly string[]): Problem {
  const near = nearest(key, known);
  return {
    code: 'unknown-key',
    path: [...parent, key],
    message: `${pathName(parent)} has no key "${visible(key)}".`,
    remedy: near === null ? listOfKnown('keys', known) : `Did you mean "${near}"?`,
  };
}

export function listOfKnown(what: string, known: readonly string[]): string {
  return known.length === 0 ? 'Remove it.' : `Known ${what}: ${known.join(', ')}.`;
}

function missingKey(path: Path, issue: z.core.$ZodIssue): Problem {
  const key = String(path.at(-1));
  const example = exampleAt(path);
  return {
    code: 'missing-key',
    path,
    message: `${pathName(path.slice(0, -1))} lacks the key "${key}".`,
    ...whyOf(issue),
    remedy: `Add "${key}".`,
    ...(path.length === 1 && key === 'version' ? { add: 'version: 1' } : {}),
    ...(example !== undefined && { remedy: `Add "${key}", like this:`, add: example }),
  };
}

function wrongValue(path: Path, value: unknown, issue: z.core.$ZodIssue, showValues: boolean): Problem {
  const where = pathName(path);
  if (path.length === 1 && path[0] === 'version') {
    return {
      code: 'unsupported-version',
      path,
      message: `The version of this file is ${shown(value)}; this release reads version 1.`,
      remedy: 'Write version: 1, or use the release of linkwright that the file was written for.',
    };
  }
  if (issue.code === 'invalid_type') {
    const example = exampleAt(path);
    const why = whyOf(issue);
    const isBare = typeof value === 'number' || typeof value === 'boolean';
    return {
      code: 'wrong-type',
      path,
      message: `${where} is ${kindOf(value)}; expected is ${expectedKinds[issue.expected] ?? issue.expected}.`,
      ...why,
      // Where not any text will do, quotes alone do not mend it.
      remedy: isBare && why.why === undefined ? 'Put quotes around it.' : 'Correct it.',
      ...(issue.expected === 'string' ? {} : { remedy: `Write ${expectedKinds[issue.expected] ?? issue.expected}.` }),
      ...(example !== undefined && { remedy: 'Write it like this:', add: example }),
    };
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const near = typeof value === 'string' ? nearest(value, allowed) : null;
    return {
      code: 'invalid-value',
      path,
      message: `${where} is ${showValues ? shown(value) : 'a value that is not allowed'}; expected is ${either(allowed)}.`,
      ...whyOf(issue),
      remedy: near === null ? `Write one of: ${allowed.join(', ')}.` : `Did you mean "${near}"?`,
    };
  }
  if (issue.code === 'invalid_key') {
    return {
      code: 'invalid-value',
      path,
      message: `A name under ${pathName(path.slice(0, -1))} is empty.`,
      remedy: 'Write a name.',
    };
  }
  if (Array.isArray(value) && value.length === 0) {
    return { code: 'invalid-value', path, message: `${where} is an empty list.`, remedy: 'Remove it, or add an item.' };
  }
  if (value === '') {
    return {
      code: 'invalid-value',
      path,
      message: `${where} is empty.`,
      ...whyOf(issue),
      remedy: 'Write a value.',
    };
  }
  return {
    code: 'invalid-value',
    path,
    message: `${where} is ${showValues && !isObject(value) ? shown(value) : 'not valid'}: ${decapitalized(issue.message)}.`,
    remedy: 'Write another value.',
  };
}

/** What the schema's author wrote for people; zod's own sentences repeat what the problem says already. */
function whyOf(issue: z.core.$ZodIssue): { readonly why?: string } {
  return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(issue.message) ? {} : { why: sentence(issue.message) };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\.?$/, '.');

const decapitalized = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '');

const either = (allowed: readonly string[]): string =>
  allowed.length < 2 ? allowed.join() : `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`;

const expectedKinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${visible(value.length > 60 ? `${value.slice(0, 60)}…` : value)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}
