import type { SandboxResponse } from '../sandbox-app.ts';
import type { HubspotErrorBody } from './hubspot-errors.ts';
import { type HubspotCall, isOfSeptember2026 } from './hubspot-router.ts';
import { isoTime } from './hubspot-times.ts';

export type BatchItemError = HubspotErrorBody & { readonly status: 'error' };

export function itemError(body: HubspotErrorBody): BatchItemError {
  return { status: 'error', ...body };
}

/** The answer to a batch: 207 as soon as there is an error. Results come in an order of their own. */
export function batchResponse(
  call: HubspotCall,
  status: number,
  results: readonly unknown[],
  errors: readonly BatchItemError[] = [],
): SandboxResponse {
  const time = isoTime(call.portal.now());
  // Required since 2026-09, and left out before where they are empty.
  const complete = isOfSeptember2026(call) ? { context: {}, errors: [], links: {} } : {};
  return {
    status: errors.length > 0 ? 207 : status,
    body: {
      status: 'COMPLETE',
      results: call.portal.settings.shuffleBatchResults ? shuffled(results, call.random) : results,
      ...(errors.length > 0
        ? { numErrors: errors.length, errors: errors.map((error) => ({ ...complete, ...error })) }
        : {}),
      startedAt: time,
      completedAt: time,
    },
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}
