import { ContractError } from '@linkwright/core';
import { appTime, type HttpRequest, type HttpResponse, type SendOptions, unexpectedAnswer } from '@linkwright/http';
import { parseAnswer } from './hubspot-parse-answer.ts';
import { paths } from './hubspot-paths.ts';
import type { HubspotTransport } from './hubspot-transport.ts';
import { batchReadSchema, recordPageSchema, type WireRecord, wireRecordSchema } from './hubspot-wire.ts';

/** HubSpot's proxies refuse longer addresses with 414; about 900 property names do it. */
const maxUrlLength = 8000;

/** Of 3,000 characters that HubSpot takes; the rest is for `after`. */
export const maxSearchBodyLength = 2950;

export interface RecordPage {
  readonly results: readonly WireRecord[];
  /** `null`: the last page. */
  readonly next: string | null;
  /** HubSpot's time of the answer, milliseconds since 1970. `null`: it did not say. */
  readonly date: number | null;
}

export interface SearchRequest {
  readonly filterGroups: readonly { readonly filters: readonly object[] }[];
  readonly sorts: readonly { readonly propertyName: string; readonly direction: 'ASCENDING' }[];
  readonly properties: readonly string[];
  readonly limit: number;
  readonly after?: string;
}

/** Reading, searching and writing the records of one object. */
export function recordCalls({ baseUrl, send, read, write }: HubspotTransport) {
  async function readPage(request: Omit<HttpRequest, 'safe'>, properties: readonly string[]): Promise<RecordPage> {
    const answer = await read(recordPageSchema, request);
    const { results, paging } = answer.body;
    return {
      results: results.map((wire) => withProperties(wire, properties)),
      next: paging?.next?.after ?? null,
      date: appTime(answer),
    };
  }

  return {
    /** Can a list carry so many properties in its address? */
    fitsInUrl(object: string, properties: readonly string[], associations: readonly string[]): boolean {
      const query = new URLSearchParams(recordsQuery({ limit: 100, after: '9'.repeat(20), properties, associations }));
      return `${baseUrl}${paths.objects(object)}?${query}`.length < maxUrlLength;
    },

    list(
      request: {
        readonly object: string;
        readonly after: string | null;
        readonly properties: readonly string[];
        readonly associations: readonly string[];
      },
      signal: AbortSignal,
    ): Promise<RecordPage> {
      const path = paths.objects(request.object);
      const query = recordsQuery({ limit: 100, ...request });
      return readPage({ kind: 'list', method: 'GET', path, query, signal }, request.properties);
    },

    /** `null`: not there. A merged-away id gives the record it was merged into, under that record's id. */
    async get(
      object: string,
      id: string,
      properties: readonly string[],
      signal: AbortSignal,
    ): Promise<WireRecord | null> {
      const request: HttpRequest = {
        kind: 'read',
        method: 'GET',
        path: `${paths.objects(object)}/${encodeURIComponent(id)}`,
        query: recordsQuery({ properties }),
        safe: true,
        accept: [404],
        signal,
      };
      const response = await send(request);
      return response.status === 404
        ? null
        : withProperties(parseAnswer(wireRecordSchema, response, request), properties);
    },

    /** Records that are not there are left out; the order is HubSpot's. */
    async batchRead(
      request: {
        readonly object: string;
        readonly ids: readonly string[];
        readonly properties: readonly string[];
        readonly idProperty?: string;
      },
      signal: AbortSignal,
    ): Promise<readonly WireRecord[]> {
      const path = `${paths.objects(request.object)}/batch/read`;
      const body = {
        properties: request.properties,
        propertiesWithHistory: [],
        inputs: request.ids.map((id) => ({ id })),
        ...(request.idProperty === undefined ? {} : { idProperty: request.idProperty }),
      };
      const kind = request.idProperty === undefined ? 'batch-read' : 'lookup';
      const answer = await read(batchReadSchema, { kind, method: 'POST', path, body, signal });
      return answer.body.results.map((wire) => withProperties(wire, request.properties));
    },

    search(object: string, request: SearchRequest, signal: AbortSignal): Promise<RecordPage> {
      const path = `${paths.objects(object)}/search`;
      const body = { after: '0', ...request };
      return readPage({ kind: 'search', bucket: 'search', method: 'POST', path, body, signal }, body.properties);
    },

    /** Create and update are not repeated on a lost answer; archiving or upserting twice is doing it once. */
    writeRecords(
      object: string,
      operation: 'create' | 'update' | 'upsert' | 'archive',
      inputs: readonly object[],
      call: SendOptions,
    ): Promise<HttpResponse> {
      return write({
        kind: `batch-${operation}`,
        method: 'POST',
        path: `${paths.objects(object)}/batch/${operation}`,
        body: { inputs },
        safe: operation === 'archive' || operation === 'upsert',
        writes: true,
        ...call,
      });
    },

    /** Not repeated on a lost answer: the ids may lead to other records by then. 414: the survivor has too many former ids. */
    mergeRecords(object: string, body: MergeBody, call: SendOptions): Promise<HttpResponse> {
      const path = `${paths.objects(object)}/merge`;
      return write({ kind: 'merge', method: 'POST', path, body, safe: false, writes: true, ...call }, [414]);
    },
  };
}

/** Ids. What stands has the values of the primary, filled from the other. */
export interface MergeBody {
  readonly primaryObjectId: string;
  readonly objectIdToMerge: string;
}

function recordsQuery(query: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly properties: readonly string[];
  readonly associations?: readonly string[];
}): Record<string, string> {
  return {
    ...(query.limit === undefined ? {} : { limit: String(query.limit) }),
    ...(query.after === undefined || query.after === null ? {} : { after: query.after }),
    // Joined by commas: HubSpot silently ignores `properties[]=`.
    properties: query.properties.join(','),
    ...(query.associations === undefined || query.associations.length === 0
      ? {}
      : { associations: query.associations.join(',') }),
  };
}

/**
 * Single properties may be left out where they are empty. A record that shows none of those asked for would seem empty
 * altogether, although every record has an id and a date.
 */
function withProperties(wire: WireRecord, asked: readonly string[]): WireRecord {
  if (asked.some((name) => name in wire.properties)) return wire;
  throw new ContractError(`HubSpot shows no property of record ${wire.id} that was asked for (at "properties").`, {
    code: unexpectedAnswer,
  });
}
