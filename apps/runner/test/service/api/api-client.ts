import { expect, vi } from 'vitest';
import type { Crm } from '../../commands/support/start-crm.ts';
import { startApi } from './start-api.ts';

const patience = { timeout: 600_000, interval: 50 };

/** The API of one workspace as somebody with a token uses it. */
export async function useApi(crm: Crm, role: 'operator' | 'admin' = 'operator') {
  const api = await startApi(crm.directory);
  const token = await api.tokenOf(role);
  const base = '/api/v1/workspaces/crm';
  const send = async (method: string, path: string, body?: object) => {
    const { status, text } = await api.ask(`${base}${path}`, {
      method,
      token,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status, document: JSON.parse(text) };
  };
  const read = async (path: string) => {
    const { status, document } = await send('GET', path);
    expect([path, status, status === 200 ? '' : document]).toEqual([path, 200, '']);
    return document;
  };
  return {
    ...api,
    token,
    send,
    read,
    /** All pages of a list. */
    async readAll(path: string): Promise<readonly Record<string, unknown>[]> {
      const items: Record<string, unknown>[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const { items: page, next } = await read(
          `${path}${path.includes('?') ? '&' : '?'}${after === '' ? '' : `after=${after}`}`,
        );
        items.push(...page);
        after = next;
      }
      return items;
    },
    /** Begins a job, and resolves to its document once it has ended. */
    async job(path: string, body: object = {}) {
      const begun = await send('POST', path, body);
      expect([path, begun.status]).toEqual([path, 202]);
      const { id } = begun.document;
      await vi.waitFor(async () => {
        expect(['done', 'failed']).toContain((await read(`/jobs/${id}`)).status);
      }, patience);
      return read(`/jobs/${id}`);
    },
    /** What the service does once somebody has asked for it. */
    run: () => api.workspace.runPair('hubspot ↔ airtable', new AbortController().signal),
  };
}
