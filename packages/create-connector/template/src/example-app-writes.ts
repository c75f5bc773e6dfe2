import type {
  AssociationRefusal,
  CallOptions,
  ObjectSchema,
  RecordChange,
  SourceRecord,
  WriteOutcome,
} from '@linkwright/core';
import { createWriteRun, parseAnswer, type RunWrite, type SendOptions } from '@linkwright/http';
import { encodeTargets } from './example-app-associations.ts';
import { type Client, itemSchema } from './example-app-client.ts';
import { recordError, refusalOf } from './example-app-errors.ts';
import { encodeValue, recordOf } from './example-app-field-codec.ts';
import { appName } from './example-app-schema.ts';

interface Written extends SourceRecord {
  readonly refused: readonly AssociationRefusal[];
}

/** One call for each change: the app has no batches. `createWriteRun` keeps the outcome of each, also of one that got lost. */
export async function writeChanges(
  client: Client,
  schema: ObjectSchema,
  changes: readonly RecordChange[],
  { signal }: CallOptions,
): Promise<readonly WriteOutcome[]> {
  const run = createWriteRun<RunWrite, Written, WriteOutcome>({
    appName,
    size: changes.length,
    signal,
    outcomeOf: (_write, { refused, ...record }) => ({ kind: 'written', record, refused }),
    async call([write], options) {
      const answer = write === undefined ? null : await send(client, schema, write.change, options);
      if (answer === null) return { kind: 'done', records: [] };
      return 'kind' in answer ? { kind: 'refused', refusal: answer } : { kind: 'done', records: [answer] };
    },
  });
  for (const [index, change] of changes.entries()) {
    const refusal = await run.send([{ index, change }]);
    if (refusal !== null) run.settle({ index, change }, refusal);
  }
  return run.outcomes;
}

async function send(
  client: Client,
  schema: ObjectSchema,
  change: RecordChange,
  options: SendOptions,
): Promise<Written | WriteOutcome> {
  const refused: AssociationRefusal[] = [];
  if (change.kind === 'archive') {
    const request = { method: 'DELETE', path: `/${schema.id}/${change.id}`, safe: true, ...options } as const;
    const { status } = await client.write(request);
    return status === 404 ? { kind: 'gone' } : { id: change.id, fields: {}, refused };
  }
  const request =
    change.kind === 'create'
      ? ({ method: 'POST', path: `/${schema.id}`, safe: false, ...options } as const)
      : ({ method: 'PATCH', path: `/${schema.id}/${change.id}`, safe: true, ...options } as const);
  for (;;) {
    const { status, body } = await client.write({ ...request, body: bodyOf(schema, change, refused) });
    if (status === 404) return { kind: 'gone' };
    if (status < 300) {
      const item = parseAnswer(itemSchema, body, { appName, what: 'to a write' });
      const fields = schema.fields.map(({ id }) => id);
      return { ...recordOf(schema, item, { fields, associations: [] }), refused };
    }
    const refusal = refusalOf(body);
    if (refusal.code === 'taken') return { kind: 'exists', id: refusal.id ?? null };
    const { field = '', id = '' } = refusal;
    const isNew = !refused.some((one) => 'id' in one.target && one.target.id === id && one.field === field);
    if (refusal.code !== 'unknown_reference' || !isNew)
      return { kind: 'rejected', error: recordError(schema, refusal) };
    // A target that is gone is left out and told; the rest is written.
    refused.push({ field, target: { id }, error: recordError(schema, refusal) });
  }
}

function bodyOf(
  { fields, associations }: ObjectSchema,
  change: Exclude<RecordChange, { kind: 'archive' }>,
  refused: readonly AssociationRefusal[],
): Readonly<Record<string, unknown>> {
  const left = (field: string, id: string) =>
    !refused.some((one) => one.field === field && 'id' in one.target && one.target.id === id);
  return Object.fromEntries([
    ...fields.flatMap((field) => {
      const value = change.fields[field.id];
      return value === undefined ? [] : [[field.id, encodeValue(field, value)]];
    }),
    ...associations.flatMap((association) => {
      const targets = change.associations?.[association.id]?.result.filter(
        (target) => 'id' in target && left(association.id, target.id),
      );
      return targets === undefined ? [] : [[association.id, encodeTargets(association, targets)]];
    }),
  ]);
}
