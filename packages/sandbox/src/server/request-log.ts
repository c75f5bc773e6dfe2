import type { SandboxApp } from '../sandbox-app.ts';

/** How often an app received a kind of request. */
export interface RequestCount {
  readonly app: SandboxApp['name'];
  /** As the app takes it: a POST to Kintone that says that it is a GET is one. */
  readonly method: string;
  /** The path with ids replaced by `{id}`. */
  readonly path: string;
  /** Of the answer; 0 where the connection was dropped instead. */
  readonly status: number;
  readonly count: number;
}

/** Counts what was really received, for tests and benchmarks. */
export class RequestLog {
  readonly #counts = new Map<string, { readonly entry: Omit<RequestCount, 'count'>; count: number }>();

  add(app: SandboxApp['name'], method: string, path: string, status: number): void {
    const entry = { app, method, path: withoutIds(path), status };
    const key = `${app} ${method} ${entry.path} ${status}`;
    const counted = this.#counts.get(key);
    if (counted === undefined) this.#counts.set(key, { entry, count: 1 });
    else counted.count += 1;
  }

  counts(): readonly RequestCount[] {
    return [...this.#counts.values()].map(({ entry, count }) => ({ ...entry, count }));
  }

  clear(): void {
    this.#counts.clear();
  }
}

/** How many of these requests fit, such as `{ app: 'hubspot', status: 429 }`. */
export function countRequests(
  counts: readonly RequestCount[],
  filter: Partial<Omit<RequestCount, 'count'>> = {},
): number {
  const fits = (count: RequestCount) =>
    (filter.app === undefined || count.app === filter.app) &&
    (filter.method === undefined || count.method === filter.method) &&
    (filter.path === undefined || count.path === filter.path) &&
    (filter.status === undefined || count.status === filter.status);
  return counts.filter(fits).reduce((sum, { count }) => sum + count, 0);
}

/** Record ids, e-mail addresses in place of them, UUIDs, and Airtable's ids. Versions such as `2026-03` stay. */
function withoutIds(path: string): string {
  return path
    .split('/')
    .map((segment) =>
      /^\d+$|@|%40|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^(app|tbl|fld|rec|viw)[A-Za-z0-9]{14}$/i.test(segment)
        ? '{id}'
        : segment,
    )
    .join('/');
}
