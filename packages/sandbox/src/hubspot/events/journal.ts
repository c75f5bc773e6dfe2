import { z } from 'zod';
import { createHintLine, type HintLine } from '../../hints/hint-faults.ts';
import { isoTime } from '../hubspot-times.ts';
import type { AppContext } from './app-context.ts';
import { isAssociationEvent, type PortalEvent } from './portal-event.ts';

export const objectActions = ['CREATE', 'UPDATE', 'DELETE', 'MERGE', 'RESTORE'] as const;
export const associationActions = ['ASSOCIATION_ADDED', 'ASSOCIATION_REMOVED'] as const;
/** Described as integers. */
const ids = z.array(z.coerce.number().int()).default([]);
const common = { portalId: z.coerce.number(), objectTypeId: z.string() };

/** Lists that the descriptions require may be left out, as HubSpot's own examples do: of everything. */
export const journalSubscriptionInput = z.discriminatedUnion('subscriptionType', [
  z.looseObject({
    ...common,
    subscriptionType: z.literal('OBJECT'),
    actions: z.array(z.enum(objectActions)).min(1),
    properties: z.array(z.string()).default([]),
    objectIds: ids,
  }),
  z.looseObject({
    ...common,
    subscriptionType: z.literal('ASSOCIATION'),
    associatedObjectTypeIds: z.array(z.string()).default([]),
    actions: z.array(z.enum(associationActions)).min(1),
    objectIds: ids,
  }),
  z.looseObject({
    ...common,
    subscriptionType: z.literal('GDPR_PRIVACY_DELETION'),
    actions: z.array(z.literal('GDPR_DELETE')).min(1),
  }),
]);

export type JournalSubscription = z.infer<typeof journalSubscriptionInput> & {
  readonly id: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** Some events of an app, published at once. */
export interface JournalFile {
  /** Opaque, and no number: where the reading goes on. */
  readonly offset: string;
  readonly publishedAt: number;
  readonly events: readonly PortalEvent[];
}

const retentionMs = 3 * 86_400_000;
const mostEvents = 10_000;

/** What an app subscribed to, kept for three days: events are published in files, a moment after they happened. */
export class Journal {
  readonly subscriptions = new Map<number, JournalSubscription>();
  readonly #context: AppContext;
  readonly #line: HintLine<PortalEvent>;
  #waiting: { readonly event: PortalEvent; readonly since: number }[] = [];
  #files: JournalFile[] = [];
  #nextSubscription = 1;

  constructor(context: AppContext) {
    this.#context = context;
    const { now, speed, drawHintFault: draw } = context;
    this.#line = createHintLine<PortalEvent>({ now, speed, draw }, (event) =>
      this.#waiting.push({ event, since: now() }),
    );
  }

  /** One of a kind for each object of a portal: another one takes its place, under its id. */
  subscribe(input: z.infer<typeof journalSubscriptionInput>): JournalSubscription {
    const now = this.#context.now();
    const former = [...this.subscriptions.values()].find(
      (one) =>
        one.portalId === input.portalId &&
        one.subscriptionType === input.subscriptionType &&
        one.objectTypeId === input.objectTypeId,
    );
    const id = former?.id ?? this.#nextSubscription;
    if (former === undefined) this.#nextSubscription += 1;
    const subscription = { ...input, id, createdAt: former?.createdAt ?? now, updatedAt: now };
    this.subscriptions.set(id, subscription);
    return subscription;
  }

  note(event: PortalEvent): void {
    if ([...this.subscriptions.values()].some((subscription) => fits(subscription, event))) this.#line.add(event);
  }

  /** Those that are still kept, oldest first. */
  files(): readonly JournalFile[] {
    const { now, speed, settings } = this.#context;
    this.#line.flush();
    const ripe = this.#waiting.filter(({ since }) => since + settings.journalLagMs / speed <= now());
    this.#waiting = this.#waiting.filter((one) => !ripe.includes(one));
    for (let start = 0; start < ripe.length; start += mostEvents) {
      const events = ripe.slice(start, start + mostEvents).map(({ event }) => event);
      this.#files.push({ offset: this.#offset(), publishedAt: now(), events });
    }
    this.#files = this.#files.filter(({ publishedAt }) => publishedAt + retentionMs / speed > now());
    return this.#files;
  }

  #offset(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.#context.random() * 16).toString(16)).join('');
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
  }
}

function fits(subscription: JournalSubscription, event: PortalEvent): boolean {
  if (subscription.portalId !== event.portalId) return false;
  if (isAssociationEvent(event)) {
    if (subscription.subscriptionType !== 'ASSOCIATION' || !subscription.actions.includes(event.action)) return false;
    const { objectTypeId, associatedObjectTypeIds: others, objectIds } = subscription;
    return (
      objectTypeId === event.fromObjectTypeId &&
      (others.length === 0 || others.includes(event.toObjectTypeId)) &&
      named(objectIds, [event.fromObjectId])
    );
  }
  if (event.action === 'GDPR_DELETE') {
    return (
      subscription.subscriptionType === 'GDPR_PRIVACY_DELETION' && subscription.objectTypeId === event.objectTypeId
    );
  }
  if (subscription.subscriptionType !== 'OBJECT' || subscription.objectTypeId !== event.objectTypeId) return false;
  if (!subscription.actions.includes(event.action)) return false;
  const records = event.action === 'MERGE' ? [event.objectId, ...event.mergedObjectIds] : [event.objectId];
  if (!named(subscription.objectIds, records)) return false;
  if (event.action !== 'UPDATE' || subscription.properties.length === 0) return true;
  return subscription.properties.some((name) => event.propertyChanges.has(name));
}

const named = (wanted: readonly number[], records: readonly string[]): boolean =>
  wanted.length === 0 || records.some((id) => wanted.includes(Number(id)));

/** An event as it stands in a file. Who made the change is not told there. */
export function journalEventBody(event: PortalEvent): object {
  const { portalId, action } = event;
  const common = { portalId, occurredAt: isoTime(event.occurredAt), action };
  if (isAssociationEvent(event)) {
    return {
      type: 'ASSOCIATION',
      ...common,
      fromObjectTypeId: event.fromObjectTypeId,
      fromObjectId: Number(event.fromObjectId),
      toObjectTypeId: event.toObjectTypeId,
      toObjectId: Number(event.toObjectId),
      associationTypeId: event.associationTypeId,
      associationCategory: event.associationCategory,
      isPrimary: event.isPrimary,
    };
  }
  const { objectTypeId, objectId } = event;
  const record = { ...common, objectTypeId, objectId: Number(objectId) };
  if (event.action === 'MERGE') {
    return {
      type: 'OBJECT',
      ...record,
      primaryObjectId: Number(event.primaryObjectId),
      mergedObjectIds: event.mergedObjectIds.map(Number),
    };
  }
  const type = action === 'GDPR_DELETE' ? 'GDPR_PRIVACY_DELETION' : 'OBJECT';
  return { type, ...record, propertyChanges: Object.fromEntries(event.propertyChanges) };
}
