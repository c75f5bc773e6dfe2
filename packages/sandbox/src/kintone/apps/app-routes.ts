import { z } from 'zod';
import { standardPrecision } from '../fields/number-precision.ts';
import { systemFields } from '../fields/system-fields.ts';
import { type AppState, callsToday } from '../kintone-domain.ts';
import { appNotFound } from '../kintone-errors.ts';
import { idInput, numberInput, readParams } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { minuteOf } from '../kintone-times.ts';
import { RecordStore } from '../records/record-store.ts';
import { requireApp } from '../require-app.ts';

const creationInput = z.object({
  name: z.string().min(1, 'Required field.').max(64, 'Enter less than 65 characters.'),
  space: idInput.optional(),
  thread: idInput.optional(),
});
const pageInput = {
  limit: numberInput.refine((limit) => limit >= 1 && limit <= 100, 'The limit must be between 1 and 100.').default(100),
  offset: numberInput.refine((offset) => offset >= 0, 'must be greater than or equal to 0').default(0),
};
const listInput = z.object({
  ids: z.array(idInput).max(100).nullish(),
  codes: z.array(z.string()).max(100).nullish(),
  name: z.string().nullish(),
  spaceIds: z.array(idInput).max(100).nullish(),
  ...pageInput,
});

/** Apps: made as a preview, listed once they are deployed. */
export const appRoutes: readonly Route[] = [
  route('POST', 'preview/app', createApp, { loginOnly: true }),
  route('GET', 'app', (call) => {
    const { id } = readParams(call.params, z.object({ id: idInput }));
    const app = requireApp(call, id);
    if (app.live === undefined) throw appNotFound(String(id));
    return viewApp(app);
  }),
  route('GET', 'apps', listApps, { loginOnly: true }),
  route('GET', 'apps/statistics', listStatistics, { loginOnly: true }),
];

function createApp(call: KintoneCall): object {
  const { name, space } = readParams(call.params, creationInput);
  const { domain, caller, guestSpaceId } = call;
  const time = minuteOf(domain.now());
  const id = String(domain.apps.size + 1);
  domain.apps.set(id, {
    id,
    spaceId: guestSpaceId ?? (space === undefined ? undefined : String(space)),
    guest: guestSpaceId !== undefined,
    createdTime: time,
    creator: caller.user,
    modifiedTime: time,
    modifier: caller.user,
    preview: {
      // A new app starts with its second revision.
      revision: 2,
      name,
      description: '',
      fields: systemFields(domain.newKey, domain.settings.language),
      layout: undefined,
      process: { enabled: false, states: [], actions: [] },
      numberPrecision: standardPrecision,
      recordRights: [],
    },
    live: undefined,
    deployment: undefined,
    records: new RecordStore(),
    calls: { day: '', count: 0 },
  });
  return { app: id, revision: '2' };
}

function viewApp(app: AppState): object {
  const form = app.live ?? app.preview;
  return {
    appId: app.id,
    code: app.code ?? '',
    name: form.name,
    description: form.description,
    spaceId: app.spaceId ?? null,
    // The sandbox has no threads: an app stands in one with the number of its space.
    threadId: app.spaceId ?? null,
    createdAt: withMilliseconds(app.createdTime),
    creator: app.creator,
    modifiedAt: withMilliseconds(app.modifiedTime),
    modifier: app.modifier,
  };
}

function listApps(call: KintoneCall): object {
  const { ids, codes, name, spaceIds, limit, offset } = readParams(call.params, listInput);
  const found = visibleApps(call).filter(
    (app) =>
      (ids == null || ids.includes(Number(app.id))) &&
      // No app of the sandbox has a code: the API cannot set one.
      (codes == null || codes.length === 0) &&
      (name == null || (app.live?.name ?? '').toLowerCase().includes(name.toLowerCase())) &&
      (spaceIds == null || spaceIds.includes(Number(app.spaceId ?? 0))),
  );
  return { apps: found.slice(offset, offset + limit).map(viewApp) };
}

/** Where the daily calls of each app are told. */
function listStatistics(call: KintoneCall): object {
  const { limit, offset } = readParams(call.params, z.object(pageInput));
  const apps = visibleApps(call).slice(offset, offset + limit);
  return { apps: apps.map((app) => viewStatistics(call, app)) };
}

function viewStatistics(call: KintoneCall, app: AppState): object {
  const form = app.live ?? app.preview;
  let lastUpdate = '';
  for (const { updatedTime } of app.records.values()) if (updatedTime > lastUpdate) lastUpdate = updatedTime;
  return {
    id: app.id,
    name: form.name,
    space: app.spaceId === undefined ? null : { id: app.spaceId, name: `Space ${app.spaceId}` },
    appGroup: 'Public',
    status: app.live === undefined ? 'NOT_ACTIVATED' : app.live === app.preview ? 'ACTIVATED' : 'CHANGED',
    recordUpdatedAt: lastUpdate,
    recordCount: String(app.records.size),
    fieldCount: String(form.fields.size),
    dailyRequestCount: String(callsToday(call.domain, app)),
    storageUsage: '0',
    customized: false,
    creator: app.creator,
    createdAt: app.createdTime,
    modifier: app.modifier,
    modifiedAt: app.modifiedTime,
  };
}

function visibleApps(call: KintoneCall): readonly AppState[] {
  return [...call.domain.apps.values()].filter(
    (app) => app.live !== undefined && (call.guestSpaceId === undefined || app.spaceId === call.guestSpaceId),
  );
}

/** Times of apps, unlike those of records, come with milliseconds. */
function withMilliseconds(time: string): string {
  return time.replace('Z', '.000Z');
}
