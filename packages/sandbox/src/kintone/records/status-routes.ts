import { z } from 'zod';
import { requireRecord } from '../kintone-domain.ts';
import { KintoneFailure } from '../kintone-errors.ts';
import { idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { minuteOf } from '../kintone-times.ts';
import { requireLiveApp } from '../require-app.ts';
import { tellOfRecord } from '../tell-of-record.ts';
import { checkRecordRevision } from './record-writes.ts';

const actionInput = z.object({ id: idInput, action: z.string(), revision: revisionInput.nullish() });
const oneInput = actionInput.extend({ app: idInput });
const manyInput = z.object({ app: idInput, records: z.array(actionInput).min(1).max(100) });

/** The only way to another status: an action of the app's process. */
export const statusRoutes: readonly Route[] = [
  route(
    'PUT',
    'record/status',
    (call) => {
      const { app, ...action } = readParams(call.params, oneInput);
      return { revision: act(call, app, action).revision };
    },
    { bulk: true },
  ),
  route(
    'PUT',
    'records/status',
    (call) => {
      const { app, records } = readParams(call.params, manyInput);
      return { records: records.map((action) => act(call, app, action)) };
    },
    { bulk: true },
  ),
];

function act(
  call: KintoneCall,
  appId: number,
  { id, action: name, revision }: z.output<typeof actionInput>,
): { readonly id: string; readonly revision: string } {
  const { app, form } = requireLiveApp(call, appId);
  if (!form.process.enabled) throw new KintoneFailure(400, 'GAIA_ST02', 'The process management feature is disabled.');
  const record = requireRecord(app, id);
  checkRecordRevision(record, revision ?? undefined);
  const status = record.status ?? form.process.states[0]?.name;
  const action = form.process.actions.find((one) => one.name === name && one.from === status);
  if (action === undefined) {
    throw new KintoneFailure(
      400,
      'GAIA_IL03',
      'The status may have been changed by someone. Please reload the record.',
    );
  }
  // An action counts as two edits.
  const next = {
    ...record,
    revision: record.revision + 2,
    status: action.to,
    modifier: call.caller.user,
    updatedTime: minuteOf(call.domain.now()),
  };
  app.records.put(next, call.transaction);
  tellOfRecord(call, app, 'UPDATE_STATUS', next);
  return { id: String(id), revision: String(next.revision) };
}
