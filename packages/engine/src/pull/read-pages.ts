import { type CallOptions, type ChangePage, checkpointUnknown, isErrorOfKind } from '@linkwright/core';
import { place } from '../compile/resolve-field.ts';
import type { ObjectPlan } from '../context/cycle-context.ts';
import { refuseEndless } from './refuse-endless.ts';

/** The connector cannot read the checkpoint that was stored: it is of another version, or not one of its own. */
export class UnknownCheckpoint extends Error {}

/** Pages of changes. Throws `UnknownCheckpoint` before the first page. */
export async function* readPages(
  plan: ObjectPlan,
  request: {
    readonly since: string | null;
    readonly fields: readonly string[];
    readonly associations: readonly string[];
  },
  options: CallOptions,
): AsyncGenerator<ChangePage> {
  const { app, object } = plan.end;
  let begun = false;
  try {
    const pages = app.readChanges({ object: object.id, ...request }, options);
    for await (const page of refuseEndless(pages, placeOf(plan), identityOf)) {
      begun = true;
      yield page;
    }
  } catch (error) {
    if (begun || request.since === null || !isCheckpointUnknown(error)) throw error;
    throw new UnknownCheckpoint('the stored checkpoint is not known', { cause: error });
  }
}

/** Pages of all ids that are there. */
export function readIds(plan: ObjectPlan, options: CallOptions): AsyncGenerator<readonly string[]> {
  const pages = plan.end.app.listIds({ object: plan.end.object.id }, options);
  return refuseEndless(pages, placeOf(plan), (ids) => (ids.length === 0 ? null : ids));
}

const placeOf = ({ end }: ObjectPlan): string => place(end);

/** Records that were changed again come again, with another value or revision. */
const identityOf = ({ records, deleted, checkpoint }: ChangePage): object | null =>
  records.length + deleted.length === 0
    ? null
    : [
        checkpoint,
        deleted,
        records.map(({ id, revision, modifiedAt, fields }) => [id, revision ?? modifiedAt ?? fields]),
      ];

const isCheckpointUnknown = (error: unknown): boolean =>
  isErrorOfKind(error, 'contract') && error.code === checkpointUnknown;
