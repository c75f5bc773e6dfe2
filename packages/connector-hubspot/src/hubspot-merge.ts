import type { MergeOutcome, MergeRequest } from '@linkwright/core';
import type { SendTracker } from '@linkwright/http';
import { z } from 'zod';
import { isNotFound, readWireError, toRecordError } from './hubspot-errors.ts';
import { parseWritten } from './hubspot-parse-answer.ts';
import type { HubspotSession } from './hubspot-session.ts';

const mergedSchema = z.looseObject({ id: z.string().min(1) });

/**
 * Contacts and companies stand under a new id afterwards, other records under that of the survivor. HubSpot follows ids that went
 * into another record before, so whoever calls this has just read both.
 */
export async function mergeRecords(
  { client }: HubspotSession,
  { object, survivor, merged }: MergeRequest,
  tracker: SendTracker,
): Promise<MergeOutcome> {
  const result = await tracker.attempt(async (sending): Promise<MergeOutcome> => {
    const body = { primaryObjectId: survivor, objectIdToMerge: merged };
    const response = await client.mergeRecords(object, body, sending);
    if (response.status < 400) return { kind: 'merged', id: parseWritten(mergedSchema, response).id };
    const error = readWireError(response.body);
    if (response.status === 404 || isNotFound(error)) return { kind: 'gone' };
    return { kind: 'rejected', error: toRecordError(error) };
  });
  return result.kind === 'answered' ? result.answer : result;
}
