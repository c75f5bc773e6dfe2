import { createHash } from 'node:crypto';
import { ContractError } from '@linkwright/core';

/** So often may the same page come again: a listing that an app breaks off is begun again by its connector. */
const repeatsAllowed = 20;
/** Pages without anything in a row: a filter may leave many of them, but not for ever. */
const emptiesAllowed = 10_000;

/**
 * Passes pages on, and ends a read whose pages go around in a circle: an app that answers every offset with the same page
 * would keep a run busy for ever. Memory is flat: one page is remembered, another one at every power of two.
 *
 * `identity`: what tells a page from another, `null` where nothing is on it.
 */
export async function* refuseEndless<Page>(
  pages: AsyncIterable<Page>,
  place: string,
  identity: (page: Page) => object | null,
): AsyncGenerator<Page> {
  let remembered = '';
  let count = 0;
  let repeats = 0;
  let empties = 0;
  for await (const page of pages) {
    const told = identity(page);
    empties = told === null ? empties + 1 : 0;
    if (told !== null) {
      const print = createHash('sha1').update(JSON.stringify(told)).digest('base64');
      count += 1;
      if (print === remembered) repeats += 1;
      if (Number.isInteger(Math.log2(count))) {
        repeats = print === remembered ? repeats : 0;
        remembered = print;
      }
    }
    if (repeats > repeatsAllowed || empties > emptiesAllowed) {
      throw new ContractError(`${place} answers with the same page again and again.`, { code: 'endless-pages' });
    }
    yield page;
  }
}
