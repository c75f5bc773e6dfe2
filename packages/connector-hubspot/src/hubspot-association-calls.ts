import type { HttpResponse, SendOptions } from '@linkwright/http';
import { paths } from './hubspot-paths.ts';
import type { HubspotTransport } from './hubspot-transport.ts';
import { type AssociationBatch, associationBatchSchema } from './hubspot-wire.ts';

/** Calls about associations share a limit of their own, beside the app's. */
const bucket = ['associations', 'default'];

/** Reading and writing the associations of one pair of objects. */
export function associationCalls({ read, write }: HubspotTransport) {
  return {
    async readAssociations(
      request: {
        readonly from: string;
        readonly to: string;
        readonly inputs: readonly { readonly id: string; readonly after?: string }[];
      },
      signal: AbortSignal,
    ): Promise<AssociationBatch> {
      const path = `${paths.associations(request.from, request.to)}/read`;
      const body = { inputs: request.inputs };
      const call = { kind: 'associations-read', bucket, method: 'POST', path, body, signal } as const;
      return (await read(associationBatchSchema, call)).body;
    },

    /** All of these end in the same state however often they arrive. */
    writeAssociations(
      from: string,
      to: string,
      operation: 'create' | 'associate/default' | 'archive' | 'labels/archive',
      inputs: readonly object[],
      call: SendOptions,
    ): Promise<HttpResponse> {
      return write({
        kind: `associations-${operation.replace('/', '-')}`,
        bucket,
        method: 'POST',
        path: `${paths.associations(from, to)}/${operation}`,
        body: { inputs },
        safe: true,
        ...call,
      });
    },
  };
}
