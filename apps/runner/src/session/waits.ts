import { tellDuration } from '../output/tell-duration.ts';

/** What calls wait for because an app asks for it. */
export interface Waits {
  /** Calls to an app wait; `until`: milliseconds since 1970, UTC. */
  wait(app: string, until: number): void;
  /** `waiting for HubSpot, 30 s left`. `null`: no app asks to wait. */
  line(): string | null;
  /** Whoever shows progress is called again and again while something is waited for. The last one to come counts. */
  listen(listener: () => void): void;
}

export function createWaits(now: () => number): Waits {
  const waits = new Map<string, number>();
  let listener = (): void => undefined;
  return {
    wait(app, until) {
      waits.set(app, until);
      listener();
    },
    line() {
      const time = now();
      const told = [...waits]
        .filter(([, until]) => until > time)
        .map(([app, until]) => `waiting for ${app}, ${tellDuration(until - time)} left`);
      return told.length === 0 ? null : told.join(' · ');
    },
    listen: (next) => {
      listener = next;
    },
  };
}
