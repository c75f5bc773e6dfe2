import type { AppConnection } from '../contract/app-connection.ts';
import type { LookupKey } from '../contract/source-record.ts';
import { collect } from './counting-context.ts';
import { factsOf, type ReadUnderTest } from './wrong-answers.ts';

/** What the reads of a connection are asked for. All of it has to be there. */
export interface ReadSubject {
  readonly object: string;
  readonly ids: readonly string[];
  readonly fields: readonly string[];
  readonly associations: readonly string[];
  /** Each names one of the records. */
  readonly keys: readonly LookupKey[];
  /** What `readAssociations` is asked for. Default: the associations of the same records. */
  readonly asked?: {
    readonly object: string;
    readonly ids: readonly string[];
    readonly associations: readonly string[];
  };
}

/**
 * Every read of the contract but `describeObjects`, whose facts are each connector's own. `subject` is called with the read,
 * so that a test may list the reads before its app is filled.
 */
export function contractReads(subject: () => ReadSubject): readonly ReadUnderTest[] {
  const options = { signal: new AbortController().signal };
  return [
    {
      name: 'check',
      async run(connection) {
        return new Map([['account', JSON.stringify((await connection.check({}, options)).accountId)]]);
      },
    },
    {
      name: 'readChanges',
      async run(connection) {
        const { object, fields, associations } = subject();
        const pages = await collect(connection.readChanges({ object, since: null, fields, associations }, options));
        return factsOf(
          object,
          pages.flatMap(({ records }) => records),
        );
      },
    },
    {
      name: 'readRecords',
      async run(connection) {
        const { object, ids, fields, associations } = subject();
        const answers = await connection.readRecords({ object, ids, fields, associations }, options);
        return factsOf(
          object,
          answers.flatMap(({ record }) => record ?? []),
        );
      },
    },
    {
      name: 'findByKey',
      async run(connection) {
        const { object, keys, fields } = subject();
        const found = await connection.findByKey({ object, keys, fields }, options);
        return factsOf(object, found.flat());
      },
    },
    {
      name: 'listIds',
      async run(connection) {
        const { object } = subject();
        const ids = (await collect(connection.listIds({ object }, options))).flat();
        return factsOf(
          object,
          ids.map((id) => ({ id, fields: {} })),
        );
      },
    },
    { name: 'readAssociations', run: (connection) => readAskedAssociations(connection, subject()) },
  ];

  async function readAskedAssociations(connection: AppConnection, { asked, ...own }: ReadSubject) {
    const { object, ids, associations } = asked ?? own;
    const answers = await connection.readAssociations({ object, ids, associations }, options);
    return factsOf(
      object,
      answers.flatMap(({ id, associations: read }) => (read === null ? [] : { id, fields: {}, associations: read })),
    );
  }
}
