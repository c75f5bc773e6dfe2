import type { SandboxResponse } from '../../sandbox-app.ts';
import { type BatchItemError, batchResponse, itemError } from '../hubspot-batch.ts';
import { HubspotFailure } from '../hubspot-errors.ts';
import type { HubspotCall } from '../hubspot-router.ts';
import type { UniqueClaims } from './unique-values.ts';

export interface BatchItem {
  readonly traceId: string | undefined;
  /** Throws the item's refusal, or returns what writes it and answers the record. */
  readonly prepare: (claims: UniqueClaims | undefined) => () => object;
}

/**
 * Writes all items or, on the first refusal, none. Where every item carries a trace id of its own, the good ones are written and
 * each bad one becomes an error that names its trace id.
 */
export function writeBatch(call: HubspotCall, status: number, items: readonly BatchItem[]): SandboxResponse {
  const traceIds = new Set(items.map((item) => item.traceId));
  if (items.length > 0 && traceIds.size === items.length && !traceIds.has(undefined)) {
    return writeEach(call, status, items);
  }
  const claims: UniqueClaims = new Map();
  const commits = items.map((item) => ({ item, commit: item.prepare(claims) }));
  const results = commits.map(({ item, commit }) => withTrace(commit(), item.traceId));
  return batchResponse(call, status, results);
}

function writeEach(call: HubspotCall, status: number, items: readonly BatchItem[]): SandboxResponse {
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const item of items) {
    try {
      results.push(withTrace(item.prepare(undefined)(), item.traceId));
    } catch (error) {
      if (!(error instanceof HubspotFailure)) throw error;
      const context = { ...error.body.context, objectWriteTraceId: [item.traceId ?? ''] };
      errors.push(itemError({ ...error.body, context }));
    }
  }
  return batchResponse(call, status, results, errors);
}

function withTrace(body: object, traceId: string | undefined): object {
  return traceId === undefined ? body : { ...body, objectWriteTraceId: traceId };
}
