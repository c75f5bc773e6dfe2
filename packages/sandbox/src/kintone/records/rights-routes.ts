import { z } from 'zod';
import { fieldsByCode } from '../apps/form-state.ts';
import { requireRecord } from '../kintone-domain.ts';
import { idInput, readParams } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { requireLiveApp } from '../require-app.ts';
import { recordAccess } from './record-access.ts';

const evaluationInput = z.object({ app: idInput, ids: z.array(idInput).min(1).max(100) });

/** What whoever is logged in may do with records, and with their fields. */
export const rightsRoutes: readonly Route[] = [
  route('GET', 'records/acl/evaluate', evaluateRights, { loginOnly: true }),
];

function evaluateRights(call: KintoneCall): object {
  const { app: appId, ids } = readParams(call.params, evaluationInput);
  const { app, form } = requireLiveApp(call, appId);
  const may = call.caller.mayWrite;
  const accessTo = recordAccess(call, form);
  const fields = Object.fromEntries(
    [...fieldsByCode(form).keys()].map((code) => [code, { viewable: true, editable: may }]),
  );
  return {
    rights: ids.map((id) => {
      const { viewable, editable, deletable } = accessTo(requireRecord(app, id));
      return { id: String(id), record: { viewable, editable: may && editable, deletable: may && deletable }, fields };
    }),
  };
}
