import type { Store } from '@linkwright/engine';
import type { StoredFeed } from '../hints/feed-book.ts';
import type { FeedAddress, FollowedFeed, OpenFeed } from '../hints/hint-feed.ts';
import { createHook, readHooks } from '../hints/hook-book.ts';
import { vaultOf } from '../session/vault-of.ts';
import type { Work } from '../session/work.ts';

/** Is the address that an app was given still the right one? Looked for once in so many milliseconds. */
const checkEveryMs = 600_000;

/**
 * Has apps call when their feeds have something to read: where the service has a public address, and a key with which what they sign their
 * calls by can be kept.
 */
export class FeedCalls {
  readonly #now: () => number;
  readonly #checkedAt = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** An address for the app of a feed. `null`: it is not to call. */
  async address(work: Work, store: Store, { connection, account, pull }: FollowedFeed): Promise<FeedAddress | null> {
    const publicUrl = await this.#publicUrl(work, pull);
    if (publicUrl === null) return null;
    const connector = account.slice(0, account.indexOf(':'));
    return createHook(store, { connection, connector, publicUrl, createdAt: this.#now(), ofFeed: true });
  }

  /** Could the app call, and does not know where to, or knows an address that is none any more? */
  async shouldOpen(
    work: Work,
    store: Store,
    { connection, pull }: FollowedFeed,
    { calls }: StoredFeed,
  ): Promise<boolean> {
    const now = this.#now();
    if (now - (this.#checkedAt.get(connection) ?? Number.NEGATIVE_INFINITY) < checkEveryMs) return false;
    this.#checkedAt.set(connection, now);
    const publicUrl = await this.#publicUrl(work, pull);
    if (publicUrl === null) return false;
    const hook = calls && (await readHooks(store))[calls.hook];
    return hook?.publicUrl !== publicUrl || (await this.secret(work, connection)) === null;
  }

  /** The same feed, as one that nobody calls about where this service has no address: whoever had one is not there any more, or calls for itself. */
  async paced(work: Work, { pull }: FollowedFeed, feed: OpenFeed): Promise<OpenFeed> {
    if (feed.calls === undefined || (await this.#publicUrl(work, pull)) !== null) return feed;
    const { calls: _, ...looked } = feed;
    return looked;
  }

  async keep(work: Work, connection: string, secret: string): Promise<void> {
    work.hide([secret]);
    await vaultOf(work.loaded).saveHintSecret(connection, secret);
  }

  /** `null`: none is kept, or it cannot be read, so that whatever is signed with it is refused. */
  async secret(work: Work, connection: string): Promise<string | null> {
    const secret = await vaultOf(work.loaded)
      .hintSecretOf(connection)
      .catch(() => null);
    if (secret !== null) work.hide([secret]);
    return secret;
  }

  async #publicUrl({ loaded }: Work, pull: FollowedFeed['pull']): Promise<string | null> {
    const { publicUrl, masterKey } = loaded;
    if (pull.notifies !== true || publicUrl === null || (await masterKey()) === null) return null;
    return publicUrl.replace(/\/$/, '');
  }
}
