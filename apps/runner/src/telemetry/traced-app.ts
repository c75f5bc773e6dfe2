import type { AppConnection } from '@linkwright/core';
import { inSpan, type SpanAttributes, type SpanName, type SpanParent } from './span.ts';

/** How each call of a connection is told. What is not here is not told. */
const spanNames: Readonly<Record<string, SpanName>> = {
  check: 'linkwright.call',
  listObjects: 'linkwright.call',
  describeObjects: 'linkwright.call',
  readRights: 'linkwright.call',
  readCallUsage: 'linkwright.call',
  readFieldLimits: 'linkwright.call',
  readChanges: 'linkwright.page',
  listIds: 'linkwright.page',
  readRecords: 'linkwright.batch',
  findByKey: 'linkwright.batch',
  readAssociations: 'linkwright.batch',
  write: 'linkwright.batch',
  writeAssociations: 'linkwright.batch',
  mergeRecords: 'linkwright.batch',
};

/** The same app, each page and each batch of which is timed. */
export function tracedApp(app: AppConnection, connection: string, parent: SpanParent): AppConnection {
  return new Proxy(app, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      const name = typeof key === 'string' ? spanNames[key] : undefined;
      if (name === undefined) return member.bind(target);
      return (...given: readonly unknown[]): unknown => {
        const told = { 'linkwright.connection': connection, 'linkwright.operation': String(key), ...asked(given[0]) };
        if (name === 'linkwright.page') return pages(Reflect.apply(member, target, given), parent, told);
        return inSpan(parent, name, told, async (span) => {
          const answer: unknown = await Reflect.apply(member, target, given);
          span?.set(answered(answer));
          return answer;
        });
      };
    },
  });
}

/** One span a page: from when it is asked for until it is there. What is done with it meanwhile is none of it. */
async function* pages(
  stream: AsyncIterable<unknown>,
  parent: SpanParent,
  told: SpanAttributes,
): AsyncGenerator<unknown, void, undefined> {
  const iterator = stream[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (let page = 1; ; page += 1) {
      const span = parent.begin('linkwright.page', { ...told, 'linkwright.page': page });
      let next: IteratorResult<unknown>;
      try {
        next = await iterator.next();
      } catch (error) {
        isOver = true;
        span.end(error);
        throw error;
      }
      if (next.done === true) {
        // The end is no page: a span that does not end is not told.
        isOver = true;
        return;
      }
      span.set(answered(next.value));
      span.end();
      yield next.value;
    }
  } finally {
    // Whoever reads no further says so to the app, too.
    if (!isOver) await iterator.return?.();
  }
}

/** Which object, and of how many records. */
function asked(request: unknown): SpanAttributes {
  if (typeof request !== 'object' || request === null) return {};
  const object: unknown = Reflect.get(request, 'object');
  const count = ['ids', 'keys', 'changes', 'objects']
    .map((key) => lengthOf(Reflect.get(request, key)))
    .find(Number.isInteger);
  return {
    ...(typeof object === 'string' && { 'linkwright.object': object }),
    ...(count !== undefined && { 'linkwright.asked': count }),
  };
}

/** How many records came, and how many writes were refused. */
function answered(answer: unknown): SpanAttributes {
  const list: unknown = Array.isArray(answer) || !answer ? answer : Reflect.get(Object(answer), 'records');
  const count = lengthOf(list);
  if (count === undefined || !Array.isArray(list)) return {};
  const refused = list.filter((one: unknown) => typeof one === 'object' && one !== null && 'error' in one).length;
  return { 'linkwright.records': count, ...(refused > 0 && { 'linkwright.refused': refused }) };
}

const lengthOf = (list: unknown): number | undefined => (Array.isArray(list) ? list.length : undefined);
