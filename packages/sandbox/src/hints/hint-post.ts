/** One request of an app to somebody's address. */
export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How the apps call out. */
export interface HintPost {
  /** The status of the answer. `null`: nobody answered in time. */
  send(request: OutgoingRequest, timeoutMs: number): Promise<number | null>;
  /** Runs work after so many milliseconds, unless the sandbox has closed by then. */
  later(ms: number, work: () => void): void;
  close(): void;
}

/** Nobody is called. */
export const silentPost: HintPost = { send: async () => null, later: () => undefined, close: () => undefined };

export function createHintPost(): HintPost {
  const closing = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  return {
    async send({ url, headers, body }, timeoutMs) {
      try {
        const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
        const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
        await answer.body?.cancel();
        return answer.status;
      } catch {
        return null;
      }
    },
    later(ms, work) {
      if (closing.signal.aborted) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, ms);
      timers.add(timer);
    },
    close() {
      closing.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
