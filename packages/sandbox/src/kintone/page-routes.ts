import { z } from 'zod';
import { requireRecord } from './kintone-domain.ts';
import { idInput, readParams } from './kintone-input.ts';
import { type Route, route } from './kintone-router.ts';
import { requireLiveApp } from './require-app.ts';

const webhookInput = z.object({ app: idInput, url: z.url() });
const deletionInput = z.object({ app: idInput, id: idInput });

/** What people do in Kintone's pages, where no API does it: the settings of webhooks, and the deletion of a single record. */
export const pageRoutes: readonly Route[] = [
  route('POST', 'sandbox/webhooks', (call) => {
    const { app: appId, url } = readParams(call.params, webhookInput);
    call.webhooks.add(requireLiveApp(call, appId).app, url);
    return {};
  }),
  route('DELETE', 'sandbox/record', (call) => {
    const { app: appId, id } = readParams(call.params, deletionInput);
    const { app } = requireLiveApp(call, appId);
    app.records.delete(requireRecord(app, id), call.transaction);
    const { code, name } = call.caller.user;
    const deletedAt = new Date(call.domain.now()).toISOString();
    const notice = { type: 'DELETE_RECORD', recordId: String(id), deletedBy: { code, name }, deletedAt };
    call.transaction.afterwards(() => call.webhooks.tell(app, notice));
    return {};
  }),
];
