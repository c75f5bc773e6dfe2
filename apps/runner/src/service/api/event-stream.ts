import type { ServiceClock } from '../scheduler.ts';
import type { NumberedEvent, ServiceEvents } from '../service-events.ts';

/** A comment is sent at least so often, so that no proxy takes the silence for an end; and the token is looked at again. */
const heartbeatMs = 15_000;

/** So many events wait for one that reads slowly; it then comes back, with the last one that it has seen. */
const mostUnread = 1_000;

export interface EventStream {
  readonly events: ServiceEvents;
  readonly clock: ServiceClock;
  readonly isMeant: (event: NumberedEvent) => boolean;
  /** `null`: none. */
  readonly lastSeen: string | null;
  readonly isStillKnown: () => Promise<boolean>;
  /** Whoever listens has gone. */
  readonly signal: AbortSignal;
  readonly onEnd: () => void;
}

/** Server-sent events: those since the last that was seen, and from there on whatever happens. */
export function eventStream({ events, clock, isMeant, lastSeen, isStillKnown, signal, onEnd }: EventStream) {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const encoder = new TextEncoder();
  let isCancelled = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (lines: string): void => {
        if (ended.aborted) return;
        controller.enqueue(encoder.encode(`${lines}\n\n`));
        if ((controller.desiredSize ?? 0) < -mostUnread) stop.abort();
      };
      const tell = (event: NumberedEvent): void => {
        if (isMeant(event)) send(linesOf(event));
      };
      const past = events.since(lastSeen);
      const unlisten = events.listen(tell);
      ended.addEventListener(
        'abort',
        () => {
          unlisten();
          onEnd();
          if (!isCancelled) controller.close();
        },
        { once: true },
      );
      send(`retry: 2000\nid: ${events.last()}\nevent: ${past.isWhole ? 'hello' : 'reset'}\ndata: {}`);
      for (const event of past.events) tell(event);
      void beat(send);
    },
    cancel() {
      isCancelled = true;
      stop.abort();
    },
  });

  async function beat(send: (lines: string) => void): Promise<void> {
    while (!ended.aborted) {
      await clock.wait(heartbeatMs, ended);
      if (ended.aborted) return;
      if (await isStillKnown().catch(() => false)) send(': still here');
      else stop.abort();
    }
  }
}

const linesOf = ({ id, at, event }: NumberedEvent): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${event.kind}\ndata: ${JSON.stringify({ ...event, at })}`;
