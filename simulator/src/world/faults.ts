import {
  AuthenticationError,
  type ConnectorError,
  isErrorOfKind,
  type RecordChange,
  RetryableError,
} from '@linkwright/core';
import type { FaultKind } from '../story/story.ts';

const down = new RetryableError('The app is down.', { code: 'app-down' });
const busy = new RetryableError('Too many requests.', { code: 'rate-limited', retryAfterMs: 1000 });
const silent = new RetryableError('No answer came.', { code: 'timed-out', outcomeUnknown: true });
const broken = new RetryableError('The app answered with a server error.', {
  code: 'server-error',
  outcomeUnknown: true,
});
const expired = new AuthenticationError('The token has run out.', {
  code: 'token-expired',
  remedy: 'Make a new one.',
});

/** What a read ends with. `null`: it is answered. */
export function readError(fault: FaultKind | null): ConnectorError | null {
  switch (fault) {
    case 'request-lost':
    case 'answer-lost':
      return silent;
    case 'error-after-effect':
      return broken;
    case 'app-down':
      return down;
    case 'busy':
      return busy;
    case 'token-expired':
      return expired;
    default:
      return null;
  }
}

/** Did this error come from a fault? Then a cycle may end with it. */
export const isInjected = (error: unknown): boolean =>
  [down, busy, silent, broken, expired].some((one) => one === error) ||
  (isErrorOfKind(error, 'retryable') && error.code === 'answer-lost');

type Unsettled = { readonly kind: 'not-sent' | 'unknown'; readonly error: ConnectorError };

/** Carries out a batch as far as the fault lets it, and answers as the connector then would. */
export async function writeWithFault<Change, Outcome>(
  fault: FaultKind | null,
  changes: readonly Change[],
  deliver: (changes: readonly Change[]) => Promise<readonly Outcome[]>,
  isRepeatable: (change: Change) => boolean,
): Promise<readonly (Outcome | Unsettled)[]> {
  const all = (outcome: Unsettled): readonly Unsettled[] => changes.map(() => outcome);
  switch (fault) {
    case 'request-lost':
      return all({ kind: 'unknown', error: silent });
    case 'app-down':
      return all({ kind: 'not-sent', error: down });
    case 'busy':
      return all({ kind: 'not-sent', error: busy });
    case 'token-expired':
      return all({ kind: 'not-sent', error: expired });
    case 'answer-lost':
      await deliver(changes);
      return all({ kind: 'unknown', error: silent });
    case 'error-after-effect':
      await deliver(changes);
      return all({ kind: 'unknown', error: broken });
    case 'half-sent': {
      const told = await deliver(changes.slice(0, half(changes)));
      return changes.map((_, index) => told[index] ?? { kind: 'not-sent', error: down });
    }
    case 'half-told': {
      const told = await deliver(changes);
      return changes.map((_, index) => {
        const outcome = index < half(changes) ? told[index] : undefined;
        return outcome ?? { kind: 'unknown', error: broken };
      });
    }
    case 'delivered-twice': {
      const first = await deliver(changes);
      const again = changes.filter(isRepeatable);
      const second = await deliver(again);
      return changes.map((change, index) => {
        const outcome = isRepeatable(change) ? second[again.indexOf(change)] : first[index];
        return outcome ?? { kind: 'unknown', error: silent };
      });
    }
    default:
      return deliver(changes);
  }
}

const half = (changes: readonly unknown[]): number => Math.floor(changes.length / 2);

/** A create without a unique value would be two records: no network promises better, so none is asked to. */
export const isRepeatableChange =
  (uniqueFields: readonly string[]) =>
  (change: RecordChange): boolean =>
    change.kind !== 'create' ||
    change.upsertOn !== undefined ||
    uniqueFields.some((field) => (change.fields[field] ?? null) !== null);
