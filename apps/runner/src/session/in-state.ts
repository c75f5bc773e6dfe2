import type { Store } from '@linkwright/engine';
import { inSpan, relayed } from '../telemetry/span.ts';
import { heldState } from './held-state.ts';
import { openKnownSession } from './open-known-session.ts';
import { openSession, type Session } from './open-session.ts';
import { openState, tellChanged, withLock, withState } from './open-state.ts';
import { credentialsStamp, type SessionKeeper } from './session-keeper.ts';
import { inStateIfThere, openStateStore } from './state-store.ts';
import type { Work } from './work.ts';

/** Reads the state, also beside a process that writes it, without a call to any app where that can be avoided. */
export async function readingState<Result>(
  work: Work,
  read: (session: Session, store: Store) => Promise<Result>,
): Promise<Result> {
  const session = await openKnownSession(work);
  try {
    const store = await openState(session);
    try {
      return await read(session, store);
    } finally {
      await store.close();
    }
  } finally {
    await session.close();
  }
}

/** Writes to the state alone; no app is called where that can be avoided. Nobody else is at work on it meanwhile. */
export const changingState = <Result>(
  work: Work,
  change: (session: Session, store: Store) => Promise<Result>,
): Promise<Result> =>
  withLock(work, async (signal) => {
    const session = await openKnownSession({ ...work, signal });
    try {
      const { state } = work.loaded;
      const store = await openStateStore(state, { reading: false, lock: heldState(state) });
      try {
        const result = await change(session, store);
        await tellChanged(store);
        return result;
      } finally {
        await store.close();
      }
    } finally {
      await session.close();
    }
  });

/**
 * Works with apps that answered, and nobody else is at work on the state meanwhile. `enter` opens the state, with every
 * connection still on the account it was before. The session ends with the work, unless
 * somebody keeps it.
 */
export const withApps = <Result>(
  work: Work,
  run: (
    locked: Work,
    session: Session,
    enter: <Inside>(inside: (store: Store) => Promise<Inside>) => Promise<Inside>,
  ) => Promise<Result>,
  keeper?: SessionKeeper,
): Promise<Result> =>
  inSpan(work.telemetry, 'linkwright.run', {}, (given) =>
    withLock(work, async (signal) => {
      const { loaded } = work;
      const span = given === undefined ? null : relayed(given);
      const locked = { ...work, signal, ...(span && { span }) };
      const openedAt = work.now();
      const credentials = keeper ? ((await inStateIfThere(loaded.state, credentialsStamp)) ?? '') : '';
      const session = await openSession(locked);
      let mayKeep = false;
      try {
        const result = await run(locked, session, (inside) => withState(session, inside));
        mayKeep = session.compilation.stopped.length === 0;
        return result;
      } finally {
        if (keeper && mayKeep) await keeper.keep({ session, span, openedAt, loaded, credentials });
        else await session.close();
      }
    }),
  );
