import type { Webhook } from '../configuration/notify-schema.ts';
import type { StatusDocument } from '../operations/documents/status-document.ts';
import { status } from '../operations/status.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import { bodyOf, type Notice } from './notice.ts';
import { beginTelling, giveUpTelling, keepTold, readNotices } from './notice-book.ts';
import { postWebhook, type Resolver, WebhookError } from './post-webhook.ts';

/** One that was not taken is sent again after so many milliseconds, then after twice as many, up to an hour. */
const againMs = 60_000;
const longestMs = 3_600_000;

export interface Notifier {
  /** Looks how a workspace stands, and tells its webhooks what has changed. Never throws. */
  look(work: Work): Promise<void>;
}

/** Tells the webhooks of one workspace, each of everything once. */
export function createNotifier(
  workspace: string,
  { trouble, resolve }: { readonly trouble: (text: string) => void; readonly resolve?: Resolver },
): Notifier {
  const waits = new Map<string, { readonly until: number; readonly ms: number }>();

  async function tell(work: Work, name: string, webhook: Webhook, document: StatusDocument): Promise<void> {
    const now = work.now();
    if (now < (waits.get(name)?.until ?? 0)) return;
    const all = conditionsOf(document, webhook).filter(({ kind }) => webhook.on.includes(kind));
    const store = await openStateStore(work.loaded.state, { reading: false });
    let isTelling = false;
    try {
      const before = (await readNotices(store)).told[name] ?? [];
      if (without(all, before).length + without(before, all).length === 0) return;
      const known = await beginTelling(store, name, now);
      if (known === null) return;
      isTelling = true;
      const began = without(all, known);
      const ended = without(known, all);
      if (began.length + ended.length === 0) return await giveUpTelling(store, name);
      const notice: Notice = { workspace, at: now, began, ended, isNormal: all.length === 0 };
      const options = { signal: work.signal, ...(resolve && { resolve }) };
      await postWebhook(webhook, bodyOf(notice, webhook.format, work.redact), options);
      waits.delete(name);
      isTelling = false;
      // What is told is kept once it has arrived: better twice than never.
      await keepTold(store, name, [...all]);
    } catch (error) {
      if (isTelling) await giveUpTelling(store, name).catch(() => undefined);
      if (work.signal.aborted) return;
      const ms = Math.min((waits.get(name)?.ms ?? againMs / 2) * 2, longestMs);
      waits.set(name, { until: now + ms, ms });
      const reason = error instanceof WebhookError ? error.message : String(error);
      trouble(work.redact(`The webhook "${name}" was not told: ${reason}`));
    } finally {
      await store.close();
    }
  }

  return {
    async look(work) {
      const webhooks = Object.entries(work.loaded.configuration.notify);
      if (webhooks.length === 0) return;
      try {
        const document = await status(work, { limit: 0 });
        for (const [name, webhook] of webhooks) await tell(work, name, webhook, document);
      } catch (error) {
        trouble(work.redact(`Webhooks were not told: ${String(error)}`));
      }
    },
  };
}

const without = (some: readonly Condition[], others: readonly Condition[]): readonly Condition[] =>
  some.filter(({ key }) => !others.some((one) => one.key === key));
