import { createNotifier } from '../notify/notifier.ts';
import { keepGrantsAlive } from '../operations/keep-grants-alive.ts';
import type { Work } from '../session/work.ts';
import type { ServiceContext } from './service-context.ts';

/** Whatever comes with time alone is looked for once in so many milliseconds. */
const tellEveryMs = 60_000;

const lookAtGrantsMs = 3_600_000;

/** What is done for a workspace from time to time, beside its runs. */
export interface Chores {
  /** Keeps grants alive that nobody uses; looks once an hour. */
  renewIdleGrants(work: Work): Promise<void>;
  /** Tells its webhooks what has changed; one look at a time, and nobody waits for it. */
  tellWebhooks(work: Work, how: { readonly isDue: boolean }): void;
  /** Resolves once nothing is under way. */
  end(): Promise<void>;
}

export function createChores(workspace: string, { clock, log }: Pick<ServiceContext, 'clock' | 'log'>): Chores {
  const notifier = createNotifier(workspace, { trouble: (text) => log.warn({ workspace }, text) });
  let lookedAtGrants = 0;
  let telling: Promise<void> | null = null;
  let toldAt = 0;
  return {
    async renewIdleGrants(work) {
      if (clock.now() - lookedAtGrants < lookAtGrantsMs) return;
      lookedAtGrants = clock.now();
      for (const connection of await keepGrantsAlive(work)) {
        log.info({ workspace, connection }, 'a grant that nobody used was renewed');
      }
    },
    tellWebhooks(work, { isDue }) {
      if (telling !== null || (!isDue && clock.now() - toldAt < tellEveryMs)) return;
      toldAt = clock.now();
      telling = notifier.look(work).finally(() => {
        telling = null;
      });
    },
    async end() {
      await telling;
    },
  };
}
