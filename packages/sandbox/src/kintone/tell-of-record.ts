import type { AppState } from './kintone-domain.ts';
import type { KintoneCall } from './kintone-router.ts';
import type { RecordState } from './records/record-state.ts';
import { viewRecord } from './records/record-view.ts';

export type NoticeKind = 'ADD_RECORD' | 'UPDATE_RECORD' | 'UPDATE_STATUS';

/** A call that wrote one record is told of once it is done; calls for several, and bulk requests, never are. */
export function tellOfRecord(call: KintoneCall, app: AppState, kind: NoticeKind, record: RecordState): void {
  const { live } = app;
  if (live === undefined || !/\/record(?:\/status)?\.json$/.test(call.request.path)) return;
  const notice = { type: kind, record: viewRecord(live, record), recordTitle: String(record.id) };
  call.transaction.afterwards(() => call.webhooks.tell(app, notice));
}
