import type { CallOptions } from '../contract/app-connection.ts';

export interface FreshSchemasOptions<Schema> {
  /** What is remembered of an object, asking the app only where nothing is. */
  readonly get: (id: string, options: CallOptions) => Promise<Schema>;
  /** What is remembered has turned out to be old. */
  readonly forget: (id: string) => void;
  /** Is it an error that a schema which is not the app's any more may have caused: a field that has vanished? */
  readonly isOutdated: (error: unknown) => boolean;
}

/** Work with what a connection remembers of an object: once more with what the app says at the moment, where that has changed. */
export interface FreshSchemas<Schema> {
  call<Result>(id: string, options: CallOptions, work: (schema: Schema) => Promise<Result>): Promise<Result>;
  /** Only before the first page: what has been read of the others is not read again. */
  pages<Page>(id: string, options: CallOptions, read: (schema: Schema) => AsyncIterable<Page>): AsyncIterable<Page>;
}

export function freshSchemas<Schema>({ get, forget, isOutdated }: FreshSchemasOptions<Schema>): FreshSchemas<Schema> {
  return {
    async call(id, options, work) {
      try {
        return await work(await get(id, options));
      } catch (error) {
        if (!isOutdated(error)) throw error;
        forget(id);
        return work(await get(id, options));
      }
    },
    async *pages(id, options, read) {
      let begun = false;
      try {
        for await (const page of read(await get(id, options))) {
          begun = true;
          yield page;
        }
      } catch (error) {
        if (begun || !isOutdated(error)) throw error;
        forget(id);
        yield* read(await get(id, options));
      }
    },
  };
}
