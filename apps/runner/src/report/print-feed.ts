import type { FeedDocument } from '../operations/documents/feed-document.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import type { TimeOf } from './tell-time.ts';

/** How an app says what changes, in a line; in colour where somebody should look. */
export function printFeed(output: Output, feed: FeedDocument, timeOf: TimeOf): void {
  const told = visible(tellFeed(feed, timeOf));
  output.print(feed.state === 'silent' || feed.state === 'replaced' ? output.style('yellow', told) : told);
}

function tellFeed({ connection, kind, state, hintedAt, isCalled, trouble }: FeedDocument, timeOf: TimeOf): string {
  const last = hintedAt === null ? 'nothing so far' : `the last of it ${timeOf(hintedAt)}`;
  switch (state) {
    case 'alive':
      return kind === 'push'
        ? `${connection} calls when something changes: ${last}.`
        : `${connection} tells what changes${isCalled ? ', and calls when it does' : ''}: ${last}.`;
    case 'silent':
      return `${connection} has told of no change for much longer than usual, ${last}. If that is a surprise, see whether ${kind === 'push' ? 'it still knows the address that it is to call' : 'its app is still installed'}.`;
    case 'unread':
      return kind === 'push'
        ? `${connection} may call when something changes, and no service is there to be called: ${last}.`
        : `${connection} can tell what changes, and no service is there to read it: ${last}.`;
    case 'replaced':
      return `${connection} does not tell what changes, so that is looked for${trouble === null ? '' : ` since ${timeOf(trouble.at)}: ${trouble.reason}`}`;
  }
}
