import type { AppState } from '../kintone-domain.ts';
import { staleRevision } from '../kintone-errors.ts';
import type { KintoneCall } from '../kintone-router.ts';
import { minuteOf } from '../kintone-times.ts';
import type { FormState } from './form-state.ts';

/** Changes what is set of an app as one revision. Nobody but the previews sees it before it is deployed. */
export function changePreview(
  call: KintoneCall,
  app: AppState,
  revision: number | undefined,
  change: (form: FormState) => FormState,
): { readonly revision: string } {
  checkRevision(app, revision);
  const next = change(app.preview);
  app.preview = { ...next, revision: app.preview.revision + 1 };
  app.modifiedTime = minuteOf(call.domain.now());
  app.modifier = call.caller.user;
  return { revision: String(app.preview.revision) };
}

/** -1 checks nothing, like none. */
export function checkRevision(app: AppState, revision: number | undefined): void {
  if (revision !== undefined && revision !== -1 && revision !== app.preview.revision) throw staleRevision();
}
