import { describeMap } from '@linkwright/engine';
import { layOutMap } from '../map/lay-out-map.ts';
import { openKnownSession } from '../session/open-known-session.ts';
import { inStateIfThere } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import type { MapDocument } from './documents/map-document.ts';

/** What the file connects, and with a state how far each association has come. Nothing is written, and no state is made. */
export async function map(work: Work): Promise<MapDocument> {
  const session = await openKnownSession(work);
  try {
    const { syncs: compiled } = session.compilation;
    const read = await inStateIfThere(work.loaded.state, (store) => describeMap(store, compiled));
    const syncs = inFileOrder(
      read ?? (await describeMap(null, compiled)),
      Object.keys(work.loaded.configuration.syncs),
    );
    return { syncs, picture: layOutMap(syncs) };
  } finally {
    await session.close();
  }
}

/** Those that the engine derived come last. */
function inFileOrder<Sync extends { readonly name: string }>(syncs: readonly Sync[], names: readonly string[]): Sync[] {
  const place = ({ name }: Sync): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return syncs.toSorted((one, other) => place(one) - place(other));
}
