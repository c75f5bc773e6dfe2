import { ConfigurationError, nearest } from '@linkwright/core';
import { describeSyncs } from '../session/describe-syncs.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import { type Connections, noteProblems, openConnections, refuseProblems } from '../session/open-connections.ts';
import { compileOpened } from '../session/open-session.ts';
import { ended, type Work } from '../session/work.ts';
import { narrowForSync } from '../suggest/narrow-for-sync.ts';
import { proposeSync } from '../suggest/propose-sync.ts';
import type { ProposalDocument } from './documents/objects-document.ts';
import { describeOf, namedConnection, withConnections } from './opened-apps.ts';

/** The objects that the apps offer. `connection`: absent: of all. The file may still be wrong: this is there to put it right. */
export const listObjects = (work: Work, { connection }: { readonly connection?: string | undefined }) =>
  withConnections(work, connection === undefined ? [] : [connection], async ({ connections }) => {
    const chosen =
      connection === undefined ? connections : new Map([[connection, namedConnection(connection, connections)]]);
    const listed = await Promise.all(
      [...chosen].map(async ([name, { displayName, app }]) => ({
        connection: name,
        app: displayName,
        ...(await app.listObjects({}, { signal: work.signal })),
      })),
    );
    return { connections: listed };
  });

export interface ObjectAsked {
  readonly connection: string;
  /** Its name, its id, or an alias. */
  readonly object: string;
}

/** One object with its fields. Throws a `ConfigurationError` (`unknown-connection`, `unknown-object`). */
export const describeObject = (work: Work, { connection, object }: ObjectAsked) =>
  withConnections(work, [connection], async (opened) => {
    const schema = await describeOf(namedConnection(connection, opened.connections), object, work.signal);
    const names = await objectNames(opened, connection, work.signal);
    return { connection, object: schema, names: Object.fromEntries(names) };
  });

/** A sync of two objects from what their apps say of them. */
export const proposeFor = (
  work: Work,
  { left, right }: { readonly left: ObjectAsked; readonly right: ObjectAsked },
): Promise<ProposalDocument> =>
  withConnections(work, [left.connection, right.connection], async ({ connections }) => {
    const endOf = async ({ connection, object }: ObjectAsked) => ({
      connection,
      object: await describeOf(namedConnection(connection, connections), object, work.signal),
    });
    const proposed = proposeSync(await endOf(left), await endOf(right));
    if (proposed === null) return { proposal: null };
    type Pair = {
      readonly left: { readonly name: string };
      readonly right: { readonly name: string };
      readonly reason: string;
    };
    const told = ({ left: a, right: b, reason }: Pair) => ({ left: a.name, right: b.name, reason });
    const { draft, match, fields, zoneless } = proposed;
    const sync = { left: draft.left, right: draft.right, match: draft.match, fields: draft.fields };
    return {
      proposal: { sync, match: match.map(told), fields: fields.map(told), zoneless: zoneless.map(told) },
    };
  });

export interface CompatibleAsked {
  /** The object whose association fields are narrowed, of a sync. */
  readonly connection?: string | undefined;
  readonly object?: string | undefined;
  /** An association field of the other app. */
  readonly field: string;
}

/** The same narrowing as `check` and the set-up: which association fields fit one of the other app, and why not. */
export async function compatibleFields(work: Work, { connection, object, field }: CompatibleAsked) {
  const opened = await openConnections(work);
  try {
    const { loaded, connections } = opened;
    const compiled = await compileOpened(opened, work.signal);
    if (connections.size < 2) refuseProblems(opened);
    const catalogue = openCatalogue(connections, work.signal);
    const isRight = compiled.problems.length === 0 && compiled.syncs.length > 0;
    const syncs = isRight ? compiled.syncs : await describeSyncs(loaded.configuration.syncs, catalogue, connections);
    ended(work);
    noteProblems(work, opened);
    const sync = syncs.find((one) =>
      [one.left, one.right].some(
        (end) => end.connection === connection && [end.object.name, end.object.id].includes(object ?? ''),
      ),
    );
    if (!sync) {
      throw new ConfigurationError(
        `No active sync uses ${connection ?? 'a connection'} ${object ?? 'and an object'}.`,
        {
          code: 'unknown-object',
          remedy: 'Write: linkwright objects CONNECTION OBJECT --compatible-with FIELD, with an object that is synced.',
        },
      );
    }
    const [own, other] = sync.left.connection === connection ? [sync.left, sync.right] : [sync.right, sync.left];
    const chosen = other.object.associations.find((one) => one.name === field || one.id === field);
    if (!chosen) {
      const names = other.object.associations.map((one) => one.name);
      const near = nearest(field, names);
      throw new ConfigurationError(
        `${connections.get(other.connection)?.displayName} ${other.object.name} has no association field "${field}".`,
        {
          code: 'unknown-association-field',
          remedy: near === null ? `Known association fields: ${names.join(', ')}.` : `Did you mean "${near}"?`,
        },
      );
    }
    const [ofChosen, ofCandidates] = await Promise.all([
      objectNames(opened, other.connection, work.signal),
      objectNames(opened, own.connection, work.signal),
    ]);
    const narrowed = narrowForSync({
      chosen,
      from: other,
      candidates: own,
      syncs,
      nameOf: (id, side) => (side === 'chosen' ? ofChosen : ofCandidates).get(id) ?? id,
    });
    return {
      field,
      candidates: narrowed.map(({ candidate, compatibility }) => ({ name: candidate.name, ...compatibility })),
    };
  } finally {
    await opened.close();
  }
}

/** Names of a connection's objects by id: links point at ids. */
async function objectNames(
  { connections }: Pick<Connections, 'connections'>,
  connection: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const listing = await connections.get(connection)?.app.listObjects({}, { signal });
  return new Map(listing?.objects.map((object) => [object.id, object.name]));
}
