import type { FormState } from './apps/form-state.ts';
import type { AppState } from './kintone-domain.ts';
import { callsToday } from './kintone-domain.ts';
import { appNotFound, KintoneFailure, noPrivilege, tokenMayNot } from './kintone-errors.ts';
import type { KintoneCall } from './kintone-router.ts';
import { dayOf } from './kintone-times.ts';

/** An app as this call may see it, counted for the day. */
export function requireApp(call: KintoneCall, id: number): AppState {
  if (call.caller.apps?.has(String(id)) === false) throw tokenMayNot();
  const app = call.domain.apps.get(String(id));
  if (app === undefined) throw appNotFound(String(id));
  if (app.guest && call.guestSpaceId === undefined) {
    throw new KintoneFailure(520, 'GAIA_IL23', 'To request for a guest space app, use the URL of the guest space.');
  }
  if (call.guestSpaceId !== undefined && (!app.guest || app.spaceId !== call.guestSpaceId)) throw noPrivilege();
  countCall(call, app);
  return app;
}

/** An app with a live form: before the first deployment there are no records. */
export function requireLiveApp(call: KintoneCall, id: number): { readonly app: AppState; readonly form: FormState } {
  const app = requireApp(call, id);
  if (app.live === undefined) throw appNotFound(String(id));
  return { app, form: app.live };
}

export function countCall(call: KintoneCall, app: AppState): void {
  if (call.counted.has(app)) return;
  call.counted.add(app);
  app.calls = { day: dayOf(call.domain.now()), count: callsToday(call.domain, app) + 1 };
}
