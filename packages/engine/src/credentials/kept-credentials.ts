import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type CredentialAnswer,
  type CredentialExchange,
  type Credentials,
  RetryableError,
} from '@linkwright/core';
import {
  type CredentialPlace,
  claimCredential,
  forgetExchange,
  readCredential,
  releaseCredential,
  type StoredCredential,
  saveCredential,
} from '../store/credentials.ts';
import type { Store } from '../store/store.ts';
import { carryOutApart } from './exchange-apart.ts';
import { answerPlace, answerSchema, type ExchangeJob, type ExchangeResult, notSentError } from './exchange-job.ts';
import { inState, type StateAt } from './in-state.ts';
import type { Keyring } from './keyring.ts';

export interface KeptCredentialsOptions extends CredentialPlace {
  readonly state: StateAt;
  /** Throws where the key is missing or wrong. */
  readonly keyring: () => Promise<Keyring>;
  readonly clock: Clock;
  /** How a request that may arrive only once is sent. Default: by a process of its own. */
  readonly carryOut?: (job: ExchangeJob, clock: Clock) => Promise<ExchangeResult>;
  /** Whoever is to change it has it for so long, and for longer as long as it lives, in milliseconds. Default 5,000. */
  readonly leaseMs?: number;
  /** So long somebody else is waited for, in milliseconds. Default 90,000. */
  readonly patienceMs?: number;
}

const lookEveryMs = 50;

/** Thrown through a change whose credentials somebody else has replaced meanwhile. */
class Superseded extends Error {}

/**
 * Credentials as rows of the state, sealed. A change is made under a lease and stored by comparing versions, so that one who lost its
 * lease overwrites nothing. What may be sent only once is noted before it is sent, and its answer before it is used.
 */
export function keptCredentials(options: KeptCredentialsOptions): Credentials {
  const { keyring, clock, connection, kind, carryOut = carryOutApart } = options;
  const { leaseMs = 5_000, patienceMs = 90_000 } = options;
  const { place: where, schema } = options.state;
  const state: StateAt = { place: where, ...(schema !== undefined && { schema }) };
  const at = { connection, kind };
  const place = ['credentials', connection, kind] as const;
  const never = new AbortController().signal;
  const open = async ({ sealed }: StoredCredential): Promise<string | null> =>
    sealed === null ? null : (await keyring()).unseal(place, sealed);

  async function read(): Promise<string | null> {
    return inState(
      state,
      clock,
      async ({ database }) => {
        const stored = await readCredential(database, at);
        return stored === null ? null : open(stored);
      },
      { make: false },
    );
  }

  async function claim(store: Store, owner: string): Promise<StoredCredential> {
    const until = clock.now() + patienceMs;
    for (;;) {
      const claimed = await store.transaction((database) => claimCredential(database, at, owner, leaseMs));
      if (claimed !== null) return claimed;
      if (clock.now() > until) {
        throw new RetryableError(`Another process has been renewing the credentials of "${connection}" for too long.`, {
          code: 'credentials-busy',
        });
      }
      await clock.sleep(lookEveryMs, never);
    }
  }

  /** `used`: told once an answer was handed out. */
  async function exchange(
    store: Store,
    held: { readonly owner: string; readonly version: number; readonly used: (id: string) => unknown },
    { again = false, ...request }: CredentialExchange,
  ): Promise<CredentialAnswer | null> {
    const ring = await keyring();
    let unanswered = false;
    for (;;) {
      const stored = await readCredential(store.database, at);
      if (stored?.version !== held.version) throw new Superseded();
      const sent = stored.exchange;
      if (sent !== null && sent.answer !== null) {
        held.used(sent.id);
        return answerSchema.parse(JSON.parse(ring.unseal(answerPlace(at), sent.answer)));
      }
      if (sent?.isUnderWay) {
        await clock.sleep(lookEveryMs, never);
        continue;
      }
      if (sent !== null && (!again || unanswered)) return null;
      // It is noted by whoever sends it, and only while the lease is this one's.
      await store.transaction((database) => claimCredential(database, at, held.owner, leaseMs));
      const job = {
        state,
        ...at,
        version: held.version,
        owner: held.owner,
        id: randomUUID(),
        again,
        keyring: ring.export(),
      };
      const { outcome, reason } = await carryOut({ ...job, ...request }, clock);
      if (outcome === 'not-sent') throw notSentError(request.url, reason);
      if (outcome === 'unanswered') unanswered = true;
      if (outcome === 'passed-over') await clock.sleep(lookEveryMs, never);
    }
  }

  return {
    read,
    async update(change) {
      const owner = randomUUID();
      const work = async (store: Store): Promise<string> => {
        for (;;) {
          const claimed = await claim(store, owner);
          const { version } = claimed;
          const current = await open(claimed);
          const used = new Set<string>();
          const held = { owner, version, used: (id: string) => used.add(id) };
          const letGo = keepLease(
            () => store.transaction((database) => claimCredential(database, at, owner, leaseMs)),
            leaseMs,
          );
          let next: string;
          try {
            next = await change(current, { exchange: (request) => exchange(store, held, request) });
          } catch (error) {
            await letGo();
            if (error instanceof Superseded) continue;
            await store.transaction(async (database) => {
              // Its answer has been dealt with; one that nobody has seen stays noted.
              for (const id of used) await forgetExchange(database, at, { version, id });
              await releaseCredential(database, at, owner);
            });
            throw error;
          }
          await letGo();
          if (next === current) {
            await store.transaction((database) => releaseCredential(database, at, owner));
            return next;
          }
          const sealed = (await keyring()).seal(place, next);
          if (await store.transaction((database) => saveCredential(database, at, { version, sealed }))) return next;
        }
      };
      const done = await inState(state, clock, work, { make: true });
      if (done === null) throw new RangeError('no state was made');
      return done;
    },
  };
}

/** Until it is let go of. Where it cannot be kept, whoever stores by a version that has gone finds out. */
function keepLease(renew: () => Promise<unknown>, leaseMs: number): () => Promise<void> {
  let renewing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renew().catch(() => undefined);
  }, leaseMs / 3);
  return async () => {
    clearInterval(timer);
    await renewing;
  };
}
