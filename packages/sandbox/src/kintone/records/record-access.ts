import type { FormState } from '../apps/form-state.ts';
import type { RecordAccess, RecordRightOfEntity } from '../apps/record-right.ts';
import { type AppState, requireRecord } from '../kintone-domain.ts';
import { noPrivilege } from '../kintone-errors.ts';
import type { KintoneCall } from '../kintone-router.ts';
import { compileQuery } from '../query/run-query.ts';
import type { RecordState } from './record-state.ts';

const everything: RecordAccess = { viewable: true, editable: true, deletable: true };
const nothing: RecordAccess = { viewable: false, editable: false, deletable: false };

type Caller = Pick<KintoneCall, 'caller' | 'domain'>;

/** What the caller may do with records of an app. What an API token may do is set of the token, and goes before. */
export function recordAccess({ caller, domain }: Caller, form: FormState): (record: RecordState) => RecordAccess {
  if (caller.kind === 'token' || form.recordRights.length === 0) return () => everything;
  const context = { now: domain.now, user: caller.user.code };
  const rights = form.recordRights.map(({ filterCond, entities }) => ({
    fits: compileQuery(context, form, filterCond).test,
    access: entities.find((one) => isMeant(one, caller.user.code)) ?? nothing,
  }));
  return (record) => rights.find(({ fits }) => fits(record))?.access ?? everything;
}

/** A record that the caller may see, or edit, or delete. A hidden one is refused, not denied. */
export function requireRecordFor(
  call: Caller,
  { app, form }: { readonly app: AppState; readonly form: FormState },
  id: number,
  right: keyof RecordAccess,
): RecordState {
  const record = requireRecord(app, id);
  if (!recordAccess(call, form)(record)[right]) throw noPrivilege();
  return record;
}

/** Everybody is in the group of that name; who belongs to which other group is not kept. */
const isMeant = ({ entity: { type, code } }: RecordRightOfEntity, user: string): boolean =>
  (type === 'USER' && code === user) || (type === 'GROUP' && code === 'everyone');
