import { z } from 'zod';
import { type CursorState, type KintoneDomain, newUuid } from '../kintone-domain.ts';
import { invalidInput, KintoneFailure } from '../kintone-errors.ts';
import { idInput, numberInput, readParams } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { compileQuery, runQuery } from '../query/run-query.ts';
import { requireApp, requireLiveApp } from '../require-app.ts';
import { recordAccess } from './record-access.ts';
import { viewRecord } from './record-view.ts';

const creationInput = z.object({
  app: idInput,
  fields: z.array(z.string()).max(500).nullish(),
  query: z.string().nullish(),
  size: numberInput.refine((size) => size >= 1 && size <= 500, 'The size must be between 1 and 500.').nullish(),
});
const cursorInput = z.object({ id: z.string() });
const standardSize = 100;

/** Reading many records in any order, page by page. Few cursors are there for the whole domain. */
export const cursorRoutes: readonly Route[] = [
  route('POST', 'records/cursor', createCursor, { access: 'read' }),
  route('GET', 'records/cursor', readCursor),
  route('DELETE', 'records/cursor', deleteCursor, { access: 'read' }),
];

function createCursor(call: KintoneCall): object {
  const { app: appId, fields, query, size } = readParams(call.params, creationInput);
  const { domain } = call;
  const { app, form } = requireLiveApp(call, appId);
  const compiled = compileQuery({ now: domain.now, user: call.caller.user.code }, form, query ?? '');
  if (compiled.parsed.limit !== undefined || compiled.parsed.offset !== undefined) {
    throw invalidInput({ query: ['"limit" and "offset" cannot be used in the query of a cursor.'] });
  }
  dropIdle(domain);
  if (domain.cursors.size >= domain.settings.cursors) {
    throw new KintoneFailure(429, 'GAIA_TM12', 'The number of cursors that can be created has reached the limit.');
  }
  const accessTo = recordAccess(call, form);
  const found = runQuery(app.records, compiled, Number.POSITIVE_INFINITY).filter((record) => accessTo(record).viewable);
  const id = newUuid(domain.random);
  domain.cursors.set(id, {
    app,
    fields: fields ?? undefined,
    ids: found.map((record) => record.id),
    size: size ?? standardSize,
    place: 0,
    usedAt: domain.now(),
  });
  return { id, totalCount: String(found.length) };
}

/** Records that were deleted meanwhile are missing from their page. */
function readCursor(call: KintoneCall): object {
  const { id } = readParams(call.params, cursorInput);
  const { domain } = call;
  const cursor = requireCursor(domain, id);
  const { form } = requireLiveApp(call, Number(cursor.app.id));
  const page = cursor.ids.slice(cursor.place, cursor.place + cursor.size);
  cursor.place += page.length;
  cursor.usedAt = domain.now();
  const next = cursor.place < cursor.ids.length;
  if (!next) domain.cursors.delete(id);
  const shown = cursor.fields === undefined || cursor.fields.length === 0 ? undefined : new Set(cursor.fields);
  const records = page.flatMap((recordId) => cursor.app.records.get(recordId) ?? []);
  return { records: records.map((record) => viewRecord(form, record, shown)), next };
}

function deleteCursor(call: KintoneCall): object {
  const { id } = readParams(call.params, cursorInput);
  requireApp(call, Number(requireCursor(call.domain, id).app.id));
  call.domain.cursors.delete(id);
  return {};
}

function requireCursor(domain: KintoneDomain, id: string): CursorState {
  dropIdle(domain);
  const cursor = domain.cursors.get(id);
  if (cursor === undefined) throw new KintoneFailure(404, 'GAIA_CN01', 'The specified cursor is not found.');
  return cursor;
}

function dropIdle(domain: KintoneDomain): void {
  const oldest = domain.now() - domain.settings.cursorIdleMs;
  for (const [id, { usedAt }] of domain.cursors) if (usedAt <= oldest) domain.cursors.delete(id);
}
