import { ContractError } from '@linkwright/core';

/** So often may the same page come again: a listing that an app breaks off is begun again by its connector. */
const repeatsAllowed = 20;
/** Pages without anything in a row: a filter may leave many of them, but not for ever. */
const emptiesAllowed = 10_000;

/** What tells pages apart. */
export interface PageSigns<Page> {
  /** Nothing is on it. */
  readonly isEmpty: (page: Page) => boolean;
  /** A part of it that costs nothing, and by which most pages differ already. */
  readonly mark: (page: Page) => string;
  /** All of it. */
  readonly content: (page: Page) => object;
}

/**
 * Passes pages on, and ends a read whose pages go around in a circle: an app that answers every offset with the same page
 * would keep a run busy for ever. Memory is flat: one page is remembered, another one at every power of two.
 */
export async function* refuseEndless<Page>(
  pages: AsyncIterable<Page>,
  place: string,
  { isEmpty, mark, content }: PageSigns<Page>,
): AsyncGenerator<Page> {
  const isSame = (a: Page, b: Page): boolean =>
    mark(a) === mark(b) && JSON.stringify(content(a)) === JSON.stringify(content(b));
  let remembered: { readonly page: Page } | null = null;
  let count = 0;
  let repeats = 0;
  let empties = 0;
  for await (const page of pages) {
    empties = isEmpty(page) ? empties + 1 : 0;
    if (!isEmpty(page)) {
      const comesAgain = remembered !== null && isSame(page, remembered.page);
      count += 1;
      if (comesAgain) repeats += 1;
      if (Number.isInteger(Math.log2(count))) {
        repeats = comesAgain ? repeats : 0;
        remembered = { page };
      }
    }
    if (repeats > repeatsAllowed || empties > emptiesAllowed) {
      throw new ContractError(`${place} answers with the same page again and again.`, { code: 'endless-pages' });
    }
    yield page;
  }
}
