import { ConfigurationError, nearest } from '@linkwright/core';
import type { Session } from '../session/open-session.ts';

/** The syncs that a user names on the command line. `undefined`: none, so all of them. */
export function chooseSyncs(session: Session, names: readonly string[]): readonly string[] | undefined {
  if (names.length === 0) return undefined;
  const { syncs, stopped } = session.compilation;
  const known = [...new Set([...syncs, ...stopped].map(({ name }) => name))];
  for (const name of names) {
    if (known.includes(name)) continue;
    const disabled = Object.hasOwn(session.loaded.configuration.syncs, name);
    const near = nearest(name, known);
    throw new ConfigurationError(disabled ? `The sync "${name}" is disabled.` : `There is no sync "${name}".`, {
      code: disabled ? 'sync-disabled' : 'unknown-sync',
      remedy: disabled
        ? 'Set `enabled: true` in the file.'
        : near === null
          ? `Known syncs: ${known.join(', ')}.`
          : `Did you mean "${near}"?`,
    });
  }
  return names;
}
