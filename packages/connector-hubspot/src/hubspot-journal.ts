import {
  type CallOptions,
  type ConnectContext,
  ContractError,
  checkpointUnknown,
  createCheckpointCodec,
  type Hint,
  type HintFeed,
} from '@linkwright/core';
import { z } from 'zod';
import { hintsOfJournal, typeIdOf } from './hubspot-event-hints.ts';
import type { JournalClient } from './hubspot-journal-client.ts';
import type { JournalSubscription } from './hubspot-journal-wire.ts';

/** HubSpot keeps files for three days; a few hours to spare. */
const keptMs = 2.8 * 24 * 3_600_000;
/** Are the subscriptions still there? Looked for so often, as an ended one says nothing by itself. */
const checkEveryMs = 300_000;
/** Files of one reading, each of 10,000 events at most. */
const mostFiles = 5;
/** More of them are no news of a moment. */
const mostHints = 20_000;

const recordActions = ['CREATE', 'UPDATE', 'DELETE', 'MERGE', 'RESTORE'];
const associationActions = ['ASSOCIATION_ADDED', 'ASSOCIATION_REMOVED'];

const cursors = createCheckpointCodec({
  appName: 'HubSpot',
  version: 1,
  schema: z.looseObject({
    /** Of `open`, so that whoever closes it can tell it from others. */
    feed: z.string(),
    portalId: z.string(),
    /** The file that was read last. `null`: none was there. */
    offset: z.string().nullable(),
    /** Type ids of the objects that are subscribed to. */
    types: z.array(z.string()),
    /** Ids of the subscriptions that were made for this feed. */
    made: z.array(z.string()),
    /** Milliseconds since 1970, by this machine's clock: when it was read, and when its subscriptions were seen. */
    readAt: z.number(),
    checkedAt: z.number(),
  }),
});
type Place = ReturnType<typeof cursors.read>;

/**
 * The journal of an app's webhooks, read by a cursor: nobody has to reach us. Who made a change is not told there, so our own writes come
 * back, are read, and are found equal.
 */
export function createHubspotJournal(
  client: JournalClient,
  readPortalId: (signal: AbortSignal) => Promise<string>,
  { clock, random }: Pick<ConnectContext, 'clock' | 'random'>,
): HintFeed {
  const closed = new Set<string>();
  let opened = 0;
  let portal: Promise<string> | null = null;

  function portalId(signal: AbortSignal): Promise<string> {
    portal ??= readPortalId(signal).catch((error: unknown) => {
      portal = null;
      throw error;
    });
    return portal;
  }

  return {
    // Its calls count towards no limit of the account.
    everyMs: 2_000,

    async open({ objects, cursor }, { signal }) {
      const id = await portalId(signal);
      const types = objects.map(typeIdOf);
      const former = cursor === null ? null : placeOf(cursor);
      const made = former?.portalId === id ? [...former.made] : [];
      const known = await client.subscriptions(signal);
      const others = new Set(known.map((one) => one.id));
      for (const subscription of missing(id, types, known)) {
        const subscribed = await client.subscribe(subscription, signal);
        // One that was there, and tells of more now, is not ours to end.
        if (!others.has(subscribed)) made.push(subscribed);
      }
      opened += 1;
      const feed = `${clock.now()}-${opened}-${Math.floor(random() * 1e9)}`;
      const offset = await client.latest(id, signal);
      const now = clock.now();
      return { cursor: cursors.write({ feed, portalId: id, offset, types, made, readAt: now, checkedAt: now }) };
    },

    async read({ objects, cursor }, { signal }) {
      const place = cursors.read(cursor);
      const now = clock.now();
      if (closed.has(place.feed)) throw over('it was closed');
      if (now - place.readAt > keptMs) throw over('it was not read for three days');
      const watched = new Set(objects);
      if (objects.some((object) => !place.types.includes(typeIdOf(object)))) {
        throw over('it does not tell of all objects that are watched');
      }
      let { checkedAt } = place;
      if (now - checkedAt >= checkEveryMs) {
        const known = await client.subscriptions(signal);
        if (missing(place.portalId, place.types, known).length > 0) throw over('its subscriptions have ended');
        checkedAt = now;
      }
      const files = await client.filesAfter(place.offset, { portalId: place.portalId, most: mostFiles }, signal);
      const hints: Hint[] = [];
      let strange = 0;
      for (const file of files) {
        const told = hintsOfJournal(await client.events(file, signal), place.portalId);
        hints.push(...told.hints.filter(({ object }) => watched.has(object)));
        strange += told.strange;
      }
      const next: Place = { ...place, offset: files.at(-1)?.currentOffset ?? place.offset, readAt: now, checkedAt };
      const isTooMuch = hints.length > mostHints;
      return {
        hints: isTooMuch ? [] : hints,
        cursor: cursors.write(next),
        more: files.length === mostFiles,
        // What was not understood may have told of anything.
        ...((isTooMuch || strange > 0) && { gap: true }),
      };
    },

    async close({ cursor }, options: CallOptions) {
      const place = placeOf(cursor);
      if (place === null) return;
      closed.add(place.feed);
      for (const id of place.made) await client.unsubscribe(id, options.signal);
    },
  };
}

interface WantedSubscription {
  readonly subscriptionType: string;
  readonly portalId: number;
  readonly objectTypeId: string;
  readonly actions: readonly string[];
  readonly associatedObjectTypeIds?: readonly string[];
  readonly objectIds?: readonly [];
  readonly properties?: readonly [];
}

/**
 * Every property and every record, by empty lists, which HubSpot requires: which of them count is known by those who read. A subscription
 * that is there already for an object is replaced by the new one, so what the app hears by it of other objects is asked for again.
 */
function wantedSubscriptions(
  portalId: string,
  types: readonly string[],
  known: readonly JournalSubscription[],
): readonly WantedSubscription[] {
  const of = { portalId: Number(portalId) };
  const heard = (objectTypeId: string): readonly string[] =>
    known
      .filter((one) => isOf(one, { ...of, subscriptionType: 'ASSOCIATION', objectTypeId }))
      .flatMap(({ associatedObjectTypeIds }) => associatedObjectTypeIds ?? []);
  return types.flatMap((objectTypeId) => [
    { ...of, subscriptionType: 'OBJECT', objectTypeId, actions: recordActions, objectIds: [], properties: [] },
    {
      ...of,
      subscriptionType: 'ASSOCIATION',
      objectTypeId,
      actions: associationActions,
      associatedObjectTypeIds: [...new Set([...types, ...heard(objectTypeId)])],
      objectIds: [],
    },
    ...(objectTypeId === typeIdOf('contacts')
      ? [{ ...of, subscriptionType: 'GDPR_PRIVACY_DELETION', objectTypeId, actions: ['GDPR_DELETE'] }]
      : []),
  ]);
}

const missing = (
  portalId: string,
  types: readonly string[],
  known: readonly JournalSubscription[],
): readonly WantedSubscription[] =>
  wantedSubscriptions(portalId, types, known).filter((wanted) => !known.some((one) => covers(one, wanted)));

/** Privacy deletions are of contacts only, whether or not HubSpot says so. */
function isOf(
  known: JournalSubscription,
  wanted: Pick<WantedSubscription, 'portalId' | 'subscriptionType' | 'objectTypeId'>,
): boolean {
  const { portalId, subscriptionType, objectTypeId } = wanted;
  return (
    known.portalId === String(portalId) &&
    known.subscriptionType === subscriptionType &&
    (known.objectTypeId === objectTypeId || subscriptionType === 'GDPR_PRIVACY_DELETION')
  );
}

/** An empty list is one of everything. */
function covers(known: JournalSubscription, wanted: WantedSubscription): boolean {
  const { actions, properties, objectIds, associatedObjectTypeIds: others } = known;
  if (!isOf(known, wanted)) return false;
  if (known.subscriptionType === 'GDPR_PRIVACY_DELETION') return true;
  return (
    wanted.actions.every((action) => actions?.includes(action)) &&
    (properties ?? []).length + (objectIds ?? []).length === 0 &&
    ((others ?? []).length === 0 || (wanted.associatedObjectTypeIds ?? []).every((type) => others?.includes(type)))
  );
}

const over = (why: string): ContractError =>
  new ContractError(`The feed of HubSpot's journal is over: ${why}.`, { code: checkpointUnknown });

/** `null`: it is none that this connector wrote. */
function placeOf(cursor: string): Place | null {
  try {
    return cursors.read(cursor);
  } catch {
    return null;
  }
}
