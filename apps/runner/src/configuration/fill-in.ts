import { isMap, isScalar, isSeq } from 'yaml';
import { configurationSchema } from './configuration-schema.ts';
import { flattenIssues } from './flatten-issues.ts';
import { type InterpolationContext, interpolate } from './interpolate.ts';
import { type Path, valueAt } from './path.ts';
import type { PlacedProblem } from './problem.ts';
import { namesAPlace } from './secrets.ts';
import type { YamlSource } from './yaml-source.ts';

export interface FilledIn {
  /** Values that may be secrets. */
  readonly inserted: readonly string[];
  readonly problems: readonly PlacedProblem[];
  /** Where something was filled in, and where something is missing. */
  readonly paths: readonly Path[];
  readonly unresolved: readonly Path[];
  /** Where secrets were filled in, with the placeholders that named them. */
  readonly secretPaths: readonly SecretPath[];
}

export interface SecretPath {
  readonly path: Path;
  readonly sources: readonly string[];
}

/** Replaces every `${…}`. Changes the scalars of the document in place. Keys are left alone. */
export async function fillIn(source: YamlSource, context: InterpolationContext): Promise<FilledIn> {
  const inserted: string[] = [];
  const problems: PlacedProblem[] = [];
  const paths: Path[] = [];
  const unresolved: Path[] = [];
  const secretPaths: SecretPath[] = [];
  const visit = async (node: unknown, path: Path): Promise<void> => {
    if (isMap(node)) {
      for (const { key, value } of node.items) await visit(value, [...path, String(isScalar(key) ? key.value : key)]);
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) await visit(item, [...path, index]);
    } else if (isScalar(node) && typeof node.value === 'string' && node.value.includes('${')) {
      const result = await interpolate(node.value, context);
      if (!namesAPlace(path)) inserted.push(...result.inserted);
      const place = source.placeOfNode(node);
      problems.push(...result.faults.map((fault) => ({ ...fault, path, place })));
      if (result.faults.length > 0) unresolved.push(path);
      else paths.push(path);
      if (result.secretSources.length > 0) secretPaths.push({ path, sources: result.secretSources });
      node.value = result.text;
    }
  };
  await visit(source.document.contents, []);
  return { inserted, problems, paths, unresolved, secretPaths };
}

/** An environment variable is text; where a number or true / false belongs, it is read as such. Says which were. */
export function coerceFilledIn(value: object, paths: readonly Path[]): string[] {
  const coerced: string[] = [];
  for (const issue of flattenIssues(configurationSchema.safeParse(value).error?.issues ?? [])) {
    if (issue.code !== 'invalid_type') continue;
    const path = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
    if (!paths.some((at) => at.length === path.length && at.every((segment, index) => segment === path[index])))
      continue;
    const text = valueAt(value, path);
    const parent = valueAt(value, path.slice(0, -1));
    if (typeof text !== 'string' || typeof parent !== 'object' || parent === null) continue;
    const read =
      issue.expected === 'boolean' && /^(true|false)$/.test(text)
        ? text === 'true'
        : (issue.expected === 'number' || issue.expected === 'int') && /^\d+(\.\d+)?$/.test(text)
          ? Number(text)
          : text;
    if (read === text) continue;
    Reflect.set(parent, String(path.at(-1)), read);
    coerced.push(text);
  }
  return coerced;
}
