import { z } from 'zod';
import { newUuid } from './kintone-domain.ts';
import { invalidInput, KintoneFailure } from './kintone-errors.ts';
import { readParams } from './kintone-input.ts';
import { type KintoneCall, RawAnswer, type Route, type RouteMatch, route } from './kintone-router.ts';

const requestsMaximum = 20;
const bulkInput = z.object({
  requests: z
    .array(z.object({ method: z.string(), api: z.string(), payload: z.record(z.string(), z.unknown()) }))
    .max(requestsMaximum, `A maximum of ${requestsMaximum} requests can be sent at one time.`),
});

type FindRoute = (method: string, path: string) => RouteMatch | undefined;

/** Several writes, also of several apps, as one: where one fails, none was done. */
export function bulkRequestRoute(find: FindRoute): Route {
  return route('POST', 'bulkRequest', (call) => {
    const { requests } = readParams(call.params, bulkInput);
    const calls = requests.map(({ method, api, payload }, index) => {
      const match = find(method.toUpperCase(), api);
      if (match?.route.bulk !== true) {
        throw invalidInput({
          [`requests[${index}].api`]: [`The API "${method} ${api}" cannot be used in a bulk request.`],
        });
      }
      return { handle: match.route.handle, inner: { ...call, guestSpaceId: match.guestSpaceId, params: payload } };
    });
    const results: object[] = [];
    for (const { handle, inner } of calls) {
      try {
        results.push(handle(inner));
      } catch (error) {
        if (!(error instanceof KintoneFailure)) throw error;
        return failed(call, error, results.length, calls.length);
      }
    }
    return { results };
  });
}

/** The status of the one that failed; every other result is empty. */
function failed(call: KintoneCall, error: KintoneFailure, index: number, count: number): RawAnswer {
  call.transaction.rollback();
  const results: object[] = Array.from({ length: count }, () => ({}));
  results[index] = error.toBody(newUuid(call.domain.random));
  return new RawAnswer({ status: error.status, headers: error.headers, body: { results } });
}
