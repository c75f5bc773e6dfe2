/** What the bench uses of PouchDB. Its published types bring another version of Node's with them. */
declare module 'pouchdb-core' {
  type Plugin = object | ((pouch: unknown) => void);

  export default class PouchDB {
    static plugin(plugin: Plugin): typeof PouchDB;
    constructor(name: string, options: { readonly adapter: 'memory' });
    bulkDocs(documents: readonly ({ readonly _id: string } & object)[]): Promise<unknown>;
    /** Both ways. */
    sync(other: PouchDB, options: { readonly batch_size: number }): Promise<unknown>;
    info(): Promise<{ readonly doc_count: number }>;
  }
}

declare module 'pouchdb-adapter-memory' {
  const plugin: (pouch: unknown) => void;
  export default plugin;
}

declare module 'pouchdb-replication' {
  const plugin: (pouch: unknown) => void;
  export default plugin;
}
