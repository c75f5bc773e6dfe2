import type { CanonicalValue, Filter, FilterCondition as WrittenCondition } from '@linkwright/core';
import { compareValues } from '../condition/compare-values.ts';
import { holds } from '../condition/judge-record.ts';
import { tellCondition } from '../condition/tell-condition.ts';
import type { CompiledFilter, CompiledFilters, FilterCondition } from '../context/compiled-filter.ts';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import { canonicalOperand } from './canonical-operand.ts';
import { hint } from './hint.ts';
import type { Problem } from './problem.ts';
import { place, resolveField } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

type Path = readonly (string | number)[];

/** The filters of a sync with names resolved and operands canonical; every fault at its place. */
export function compileFilter(sync: ResolvedSync, problems: Problem[]): CompiledFilters {
  const { filter } = sync.settings;
  const path = ['syncs', sync.name, 'filter'];
  if (filter && !hasConditions(filter)) {
    problems.push({
      code: 'filter-empty',
      path,
      message: `The filter of ${sync.name} asks for nothing.`,
      remedy: 'Add conditions under `left` or `right`, such as `left: { <field>: <value> }`, or remove the filter.',
    });
  }
  return {
    left: compileConditions(sync.left, filter?.left, [...path, 'left'], problems),
    right: compileConditions(sync.right, filter?.right, [...path, 'right'], problems),
    onExit: filter?.onExit ?? 'keep',
  };
}

export const hasConditions = (filter: Filter | undefined): boolean =>
  Object.keys({ ...filter?.left, ...filter?.right }).length > 0;

/** The conditions on the records of one end. */
export function compileConditions(
  end: CompiledEnd,
  written: Filter['left'],
  path: Path,
  problems: Problem[],
): CompiledFilter {
  return Object.entries(written ?? {}).flatMap(([name, tests]) => {
    const condition = compileCondition(end, name, tests, [...path, name], problems);
    return condition ? [condition] : [];
  });
}

function compileCondition(
  end: CompiledEnd,
  name: string,
  written: WrittenCondition,
  path: Path,
  problems: Problem[],
): FilterCondition | null {
  if (isAssociation(end, name)) {
    problems.push({
      code: 'filter-on-association',
      path,
      message: `"${name}" of ${place(end)} is an association field; a filter asks for the values of plain fields.`,
      remedy: hint(
        name,
        end.object.fields.map((field) => field.name),
        'fields',
      ),
    });
    return null;
  }
  const field = resolveField(end, name, path, problems);
  if (!field) return null;
  const faults = problems.length;
  const tests = typeof written === 'object' ? written : { in: [written] };
  const operands = (key: 'in' | 'not', list: readonly (string | number | boolean)[]): CanonicalValue[] =>
    list.flatMap((operand, index): readonly CanonicalValue[] => {
      const canonical = canonicalOperand(field, operand);
      if (canonical.ok) return canonical.values;
      const at =
        typeof written !== 'object' ? path : Array.isArray(written[key]) ? [...path, key, index] : [...path, key];
      problems.push({ code: canonical.code, path: at, message: canonical.reason, remedy: canonical.remedy });
      return [];
    });
  const bound = (key: 'above' | 'below', operand: string | number): { above?: string; below?: string } => {
    const value = ordersBy(field.type) ? canonicalOperand(field, operand) : unordered(field.name, field.type, key);
    if (value.ok) return { [key]: String(value.values[0]) };
    problems.push({ code: value.code, path: [...path, key], message: value.reason, remedy: value.remedy });
    return {};
  };
  if (tests.exists !== undefined && field.blankIsFalse) {
    problems.push({
      code: 'filter-operand-unsuitable',
      path: [...path, 'exists'],
      message: `"${field.name}" is a yes or no, and the app does not tell an unchecked box from an empty one.`,
      remedy: `Write \`${name}: ${tests.exists}\`.`,
    });
  }
  const condition: FilterCondition = {
    field,
    ...(tests.in && { in: operands('in', tests.in) }),
    ...(tests.not !== undefined && { not: operands('not', Array.isArray(tests.not) ? tests.not : [tests.not]) }),
    ...(tests.exists !== undefined && { exists: tests.exists }),
    ...(tests.above !== undefined && bound('above', tests.above)),
    ...(tests.below !== undefined && bound('below', tests.below)),
  };
  if (problems.length > faults) return null;
  refuseContradiction(condition, path, problems);
  return condition;
}

function isAssociation({ object }: CompiledEnd, name: string): boolean {
  const { fields, associations } = object;
  const named = (schema: { readonly id: string; readonly name: string }): boolean =>
    schema.name === name || schema.id === name;
  return !fields.some(named) && associations.some(named);
}

const ordersBy = (type: string): boolean => ['integer', 'decimal', 'date', 'datetime'].includes(type);

const unordered = (name: string, type: string, key: string) =>
  ({
    ok: false,
    code: 'filter-operand-unsuitable',
    reason: `"${name}" is of type ${type}; \`${key}\` compares numbers, dates and moments only.`,
    remedy: 'Use a plain value, `in`, `not` or `exists`.',
  }) as const;

/** A condition that no value can meet would leave every record out, without a word. */
function refuseContradiction(condition: FilterCondition, path: Path, problems: Problem[]): void {
  const { exists, ...others } = condition;
  const { field, in: wanted, not: unwanted, above, below } = others;
  const refuse = (message: string, at: Path): void => {
    const remedy = 'Loosen one of the tests; all of them must hold at once.';
    problems.push({ code: 'filter-contradiction', path: at, message, remedy });
  };
  if (above !== undefined && below !== undefined && (compareValues(field, above, below) ?? 0) >= 0) {
    refuse(`No "${field.name}" is above ${above} and below ${below}.`, path);
  } else if (exists === false && (wanted ?? above ?? below) !== undefined) {
    refuse(`No empty "${field.name}" is ${tellCondition(others)}.`, [...path, 'exists']);
  } else if (wanted && field.type !== 'options' && !wanted.some((value) => holds(condition, value))) {
    refuse(`No "${field.name}" is ${tellCondition(condition)}.`, path);
  } else if (wanted && unwanted && wanted.every((value) => unwanted.includes(value))) {
    refuse(`No "${field.name}" is ${tellCondition(condition)}.`, path);
  }
}
