import { createQuietCycles, credentialVersions, type QuietCycles, type Store } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { RelayedSpan } from '../telemetry/span.ts';
import type { Session } from './open-session.ts';

/**
 * So long is believed what the apps have said of their objects, in milliseconds. Whatever they show otherwise than it is stored is read
 * again by what they say then, so a longer time would lose nothing; it would only tell later of a field that is gone.
 */
export const believedMs = 3_600_000;

/**
 * So many sessions a process keeps, those that were used last: each holds the schemas of its objects, some hundred kilobytes, and its
 * connections.
 */
const mostKept = 500;

/** A session that stays open between runs. */
export interface KeptSession {
  readonly session: Session;
  readonly cycles: QuietCycles;
  /** Where its calls are told. `null`: nobody follows. */
  readonly span: RelayedSpan | null;
  /** When its apps were asked for their schemas, or a little before. */
  readonly openedAt: number;
  /** The file that it was opened by, before the settings that lie in the state were filled in. */
  readonly loaded: LoadedConfiguration;
  /** Versions of the credentials that lie in the state, as they were then. */
  readonly credentials: string;
}

/** Keeps the session of the last run of a workspace, for the next one to look with whether anything has changed. */
export interface SessionKeeper {
  /** In the place of the one before, which is closed. */
  keep(opened: Omit<KeptSession, 'cycles'>): Promise<void>;
  /** Gives it out, to be given back or closed. `null`: there is none of this file, or it is too old to be believed. */
  take(loaded: LoadedConfiguration, now: number): Promise<KeptSession | null>;
  giveBack(kept: KeptSession): Promise<void>;
  /** Closes it where it is too old. Resolves to whether none is left. */
  expire(now: number): Promise<boolean>;
  /** What it knows may be wrong. */
  drop(): Promise<void>;
}

/** Of all workspaces, the one that was used longest ago first. */
const keepers = new Set<SessionKeeper>();

export function createSessionKeeper(): SessionKeeper {
  let kept: KeptSession | null = null;
  const leave = (): KeptSession | null => {
    const before = kept;
    kept = null;
    keepers.delete(keeper);
    return before;
  };
  const keeper: SessionKeeper = {
    keep: (opened) => keeper.giveBack({ ...opened, cycles: createQuietCycles(opened.session.compilation.syncs) }),
    async take(loaded, now) {
      const before = leave();
      if (before === null || (before.loaded === loaded && isBelieved(before, now))) return before;
      await closeKept(before);
      return null;
    },
    async giveBack(opened) {
      const before = leave();
      kept = opened;
      keepers.add(keeper);
      if (before !== null) await closeKept(before);
      const [oldest] = keepers;
      if (keepers.size > mostKept) await oldest?.drop();
    },
    async expire(now) {
      if (kept !== null && !isBelieved(kept, now)) await keeper.drop();
      return kept === null;
    },
    async drop() {
      const before = leave();
      if (before !== null) await closeKept(before);
    },
  };
  return keeper;
}

const isBelieved = ({ openedAt }: KeptSession, now: number): boolean => now >= openedAt && now - openedAt < believedMs;

/** A session that does not close changes nothing about what was done. */
export const closeKept = ({ session }: Pick<KeptSession, 'session'>): Promise<void> =>
  session.close().catch(() => undefined);

/** Changes with whatever opens the accounts and lies in the state, such as a token that was renewed or that somebody else has let in. */
export async function credentialsStamp({ database }: Pick<Store, 'database'>): Promise<string> {
  const rows = await credentialVersions(database);
  return JSON.stringify(rows.map(({ connection, kind, version }) => [connection, kind, version]));
}
