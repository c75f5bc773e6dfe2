/** What is told of a piece of work: names, kinds and counts. No value of a record, no secret. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * `run`: a plan or a sync with everything it does. Below it `page`: one page of what an app holds; `batch`: records that are read,
 * looked for or written at once; `call`: what an app says of itself.
 */
export type SpanName = 'linkwright.run' | 'linkwright.page' | 'linkwright.batch' | 'linkwright.call';

/** Something whose pieces of work are timed, for whoever follows a service from afar. */
export interface SpanParent {
  begin(name: SpanName, attributes: SpanAttributes): Span;
}

/** A piece of work that is being timed, with the pieces in it. */
export interface Span extends SpanParent {
  set(attributes: SpanAttributes): void;
  /** `error`: why it did not come to its end; its code alone is told, since a message may name values. */
  end(error?: unknown): void;
}

/** The same, where everything that begins there is told these as well. */
export const telling = (parent: SpanParent, always: SpanAttributes): SpanParent => ({
  begin: (name, attributes) => parent.begin(name, { ...always, ...attributes }),
});

/** A span that is exchanged for another one while whoever begins spans in it goes on. */
export interface RelayedSpan extends Span {
  relay(next: Span): void;
}

export function relayed(first: Span): RelayedSpan {
  let current = first;
  return {
    begin: (name, attributes) => current.begin(name, attributes),
    set: (attributes) => current.set(attributes),
    end: (error) => current.end(error),
    relay(next) {
      current = next;
    },
  };
}

/** Times a piece of work. `span`: `undefined` where nobody follows. */
export async function inSpan<Result>(
  parent: SpanParent | undefined,
  name: SpanName,
  attributes: SpanAttributes,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  if (parent === undefined) return work(undefined);
  const span = parent.begin(name, attributes);
  try {
    const result = await work(span);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
