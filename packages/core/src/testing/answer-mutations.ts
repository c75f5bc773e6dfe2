/** Keys and indexes that lead to a value of an answer; none: the answer itself. */
export type AnswerPlace = readonly (string | number)[];

/** One way in which an app's answer can be another one than documented. */
export interface AnswerMutation {
  readonly place: AnswerPlace;
  /** What is done at the place. `extra`: a key that nobody asked for. */
  readonly fault: AnswerFault;
  /** For people: `results.0.id: missing`. */
  readonly name: string;
  /** The answer, mutated. */
  apply(text: string): string;
}

export type AnswerFault =
  | 'missing'
  | 'null'
  | 'number'
  | 'text'
  | 'list'
  | 'object'
  | 'nested'
  | 'nested in a list'
  | 'empty'
  | 'extra'
  | 'first left out'
  | 'last left out'
  | 'first in place of last'
  | 'last twice'
  | 'page of HTML'
  | 'cut off'
  | 'nothing';

type Edit = (value: unknown) => unknown;

/** Takes the place out of its object or list. */
const leftOut = Symbol('left out');

const page = '<!doctype html><html><body><h1>Please sign in</h1></body></html>';

/** An object of more keys is taken for a map, of which a few at both ends are gone into. */
const mostKeys = 12;
const endsOfMap = 3;

/**
 * Every single fault at every place of an answer. Of a list its first and its last element are gone into: those between
 * are read by the same code.
 */
export function answerMutations(text: string): readonly AnswerMutation[] {
  const whole: readonly [AnswerFault, string][] = [
    ['page of HTML', page],
    ['cut off', text.slice(0, Math.floor(text.length / 2))],
    ['nothing', ''],
  ];
  const answer = parse(text);
  return [
    ...whole.map(([fault, instead]) => ({ place: [], fault, name: `the answer: ${fault}`, apply: () => instead })),
    ...(answer === undefined ? [] : mutationsAt(answer, [])),
  ];
}

function mutationsAt(value: unknown, place: AnswerPlace): readonly AnswerMutation[] {
  const own = editsOf(value)
    .filter(([fault]) => place.length > 0 || fault !== 'missing')
    .map(([fault, edit]): AnswerMutation => {
      const name = `${place.length === 0 ? 'the answer' : place.join('.')}: ${fault}`;
      return { place, fault, name, apply: (text) => JSON.stringify(edited(JSON.parse(text), place, edit)) };
    });
  return [...own, ...childrenOf(value).flatMap(([key, child]) => mutationsAt(child, [...place, key]))];
}

function editsOf(value: unknown): readonly (readonly [AnswerFault, Edit])[] {
  const others: [AnswerFault, Edit][] = [
    ['missing', () => leftOut],
    ...(value === null ? [] : [['null', () => null] satisfies [AnswerFault, Edit]]),
    ['number', () => 7.5],
    ['text', () => 'unexpected'],
    ['list', () => [[]]],
    ['object', () => ({ unexpected: true })],
    ['nested', (inner) => ({ value: inner })],
    ['nested in a list', (inner) => [inner]],
  ];
  if (typeof value === 'string' && value !== '') return [...others, ['empty', () => '']];
  if (!isTree(value)) return others;
  if (!Array.isArray(value)) {
    const extra: Edit = (inner) => (isTree(inner) ? { ...inner, unexpected: { deep: [1] } } : inner);
    return [...others, ['extra', extra], ['empty', () => ({})]];
  }
  if (value.length === 0) return others;
  const ofList = (edit: (list: readonly unknown[]) => unknown): Edit => {
    return (inner) => (Array.isArray(inner) ? edit(inner) : inner);
  };
  const several: [AnswerFault, Edit][] = [
    ['first left out', ofList((list) => list.slice(1))],
    ['last left out', ofList((list) => list.slice(0, -1))],
    ['first in place of last', ofList((list) => [...list.slice(0, -1), list[0]])],
  ];
  return [
    ...others,
    ['empty', () => []],
    ['last twice', ofList((list) => [...list, list.at(-1)])],
    ...(value.length > 1 ? several : []),
  ];
}

function childrenOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) {
    const last = value.length - 1;
    return [...new Set([0, last])].filter((index) => index >= 0).map((index) => [index, value[index]]);
  }
  if (!isTree(value)) return [];
  const entries = Object.entries(value);
  return entries.length <= mostKeys ? entries : [...entries.slice(0, endsOfMap), ...entries.slice(-endsOfMap)];
}

function edited(value: unknown, place: AnswerPlace, edit: Edit): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return edit(value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const next = index === key ? edited(item, rest, edit) : item;
      return next === leftOut ? [] : [next];
    });
  }
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const next = name === key ? edited(item, rest, edit) : item;
      return next === leftOut ? [] : [[name, next]];
    }),
  );
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
