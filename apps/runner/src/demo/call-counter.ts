import type { RequestCount } from '@linkwright/sandbox';

export interface CallCount {
  readonly calls: number;
  /** Those of them that could change something. */
  readonly writes: number;
}

/** What an app has received so far, whoever sent it: the app's own view of a sync. */
export function countCalls(requests: readonly RequestCount[], app: 'hubspot' | 'airtable'): CallCount {
  let calls = 0;
  let writes = 0;
  for (const request of requests) {
    if (request.app !== app) continue;
    calls += request.count;
    if (isWrite(request.method, request.path)) writes += request.count;
  }
  return { calls, writes };
}

/** Both vendors take long questions as a POST. */
function isWrite(method: string, path: string): boolean {
  return method !== 'GET' && !/\/(search|batch\/read|listRecords)$/.test(path);
}
