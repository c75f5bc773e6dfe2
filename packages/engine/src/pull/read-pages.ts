import { type CallOptions, type ChangePage, checkpointUnknown, isErrorOfKind } from '@linkwright/core';
import { place } from '../compile/resolve-field.ts';
import type { ObjectPlan } from '../context/cycle-context.ts';
import { type PageSigns, refuseEndless } from './refuse-endless.ts';

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
    for await (const page of refuseEndless(pages, placeOf(plan), signsOfChanges)) {
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
  return refuseEndless(pages, placeOf(plan), signsOfIds);
}

const placeOf = ({ end }: ObjectPlan): string => place(end);

/** Records that were changed again come again, with another value or revision. */
const signsOfChanges: PageSigns<ChangePage> = {
  isEmpty: ({ records, deleted }) => records.length + deleted.length === 0,
  mark: ({ records, deleted, checkpoint }) => `${records.length} ${deleted.length} ${records[0]?.id} ${checkpoint}`,
  content: ({ records, deleted, checkpoint }) => [
    checkpoint,
    deleted,
    records.map(({ id, revision, modifiedAt, fields }) => [id, revision ?? modifiedAt ?? fields]),
  ],
};

const signsOfIds: PageSigns<readonly string[]> = {
  isEmpty: (ids) => ids.length === 0,
  mark: (ids) => `${ids.length} ${ids[0]}`,
  content: (ids) => ids,
};

const isCheckpointUnknown = (error: unknown): boolean =>
  isErrorOfKind(error, 'contract') && error.code === checkpointUnknown;
