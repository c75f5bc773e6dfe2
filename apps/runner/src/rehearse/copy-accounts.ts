import type { AppConnection, CallOptions, ObjectSchema, SourceRecord } from '@linkwright/core';
import type { CopyNote, RunningSandbox } from '@linkwright/sandbox';
import { loadSandbox } from '../connectors/load-sandbox.ts';
import type { OpenConnection } from '../session/open-connections.ts';
import type { Session } from '../session/open-session.ts';
import type { Masker } from './mask-values.ts';
import { rehearsedApp } from './rehearsed-apps.ts';
import type { Samples } from './sample-accounts.ts';

/** The vendors' limits, so many times faster: they stay on, and a rehearsal takes minutes. */
const speed = 50;

export interface CopiedAccounts {
  /** By connection. Connections of one account share a sandbox. */
  readonly sandboxes: ReadonlyMap<
    string,
    { readonly app: ReturnType<typeof rehearsedApp>; readonly sandbox: RunningSandbox }
  >;
  readonly notes: readonly (CopyNote & { readonly connection: string })[];
  close(): Promise<void>;
}

/** Plays every account of the syncs in a sandbox of its own, with the sampled records in it. */
export async function copyAccounts(
  session: Session,
  samples: Samples,
  masker: Masker | null,
  options: CallOptions,
): Promise<CopiedAccounts> {
  const byAccount = new Map<string, RunningSandbox>();
  const sandboxes = new Map<string, { app: ReturnType<typeof rehearsedApp>; sandbox: RunningSandbox }>();
  const notes: (CopyNote & { connection: string })[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([...byAccount.values()].map((sandbox) => sandbox.close()));
  };
  const { startSandbox } = await loadSandbox(session.loaded.directory);
  try {
    for (const [name, connection] of session.connections) {
      const app = rehearsedApp(connection);
      const known = byAccount.get(connection.account);
      // A search that lags would show an edit only after the sync that it is made for.
      const sandbox = known ?? (await startSandbox({ speed, hubspot: { searchLagMs: 0 } }));
      byAccount.set(connection.account, sandbox);
      sandboxes.set(name, { app, sandbox });
      if (known !== undefined) continue;
      const { info } = connection;
      const objects = await copiedObjects(connection, samples, masker, options);
      const { timeZone } = info;
      const told = app.of(sandbox).load(info.accountId, { objects, ...(timeZone !== undefined && { timeZone }) });
      const used = told.filter((note) => isUsed(samples, connection, note));
      notes.push(...used.map((note) => ({ ...note, connection: name })));
    }
    return { sandboxes, notes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of fields that no sync reads nothing needs to be told. */
const isUsed = (samples: Samples, { account }: OpenConnection, note: CopyNote): boolean =>
  [...samples.values()].some(
    ({ object }) =>
      object.account === account &&
      object.schema.name === note.object &&
      object.schema.fields.some(({ id, name }) => name === note.field && object.fields.has(id)),
  );

/** The sampled objects of an account, and of those that they point at the schemas. */
async function copiedObjects(
  { account, app, told }: OpenConnection,
  samples: Samples,
  masker: Masker | null,
  options: CallOptions,
) {
  const own = [...samples.values()].filter(({ object }) => object.account === account);
  const sampled = new Set(own.map(({ object }) => object.schema.id));
  const pointed = own.flatMap(({ object }) => object.schema.associations.flatMap(({ targets }) => targets));
  const others = [...new Set(pointed)].filter((id) => !sampled.has(id) && told.objects.some((one) => one.id === id));
  const schemas = others.length === 0 ? [] : await app.describeObjects({ objects: others }, options);
  const withRecords = await Promise.all(
    own.map(async ({ object, records }) => {
      const schema = await withLimits(app, object.schema, options);
      return copiedObject(schema, [...records.values()], masker, object.fields);
    }),
  );
  return [...withRecords, ...schemas.map((schema) => copiedObject(schema, [], masker, new Set()))];
}

/** With the limits of fields that the app tells on demand alone. */
async function withLimits(app: AppConnection, schema: ObjectSchema, options: CallOptions): Promise<ObjectSchema> {
  const limits = (await app.readFieldLimits?.({ object: schema.id }, options)) ?? {};
  const fields = schema.fields.map((field) => {
    const own = limits[field.id];
    return own === undefined ? field : { ...field, limits: { ...field.limits, ...own } };
  });
  return { ...schema, fields };
}

function copiedObject(
  schema: ObjectSchema,
  records: readonly SourceRecord[],
  masker: Masker | null,
  fields: ReadonlySet<string>,
) {
  return {
    ...schema,
    records: masker === null ? records : records.map((record) => masker.mask(schema, record, fields)),
  };
}
