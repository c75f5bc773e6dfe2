import type { Hint, HintKind } from '@linkwright/core';
import { z } from 'zod';
import { hubspotObjects } from './hubspot-objects.ts';

/** What events say: records to look at, of any object. */
export interface EventHints {
  readonly hints: readonly Hint[];
  /** Of events that were not understood. */
  readonly strange: number;
}

const idSchema = z
  .union([z.string(), z.number().transform(String)])
  .refine((id) => /^\d{1,20}$/.test(id), 'expected an id of digits');
const typeSchema = z.string().regex(/^\d+-\d+$/);
const portalSchema = { portalId: idSchema };

const journalEventSchema = z.discriminatedUnion('type', [
  z.looseObject({
    ...portalSchema,
    type: z.enum(['OBJECT', 'GDPR_PRIVACY_DELETION']),
    action: z.string(),
    objectTypeId: typeSchema,
    objectId: idSchema,
    primaryObjectId: idSchema.nullish(),
    mergedObjectIds: z.array(idSchema).nullish(),
  }),
  z.looseObject({
    ...portalSchema,
    type: z.literal('ASSOCIATION'),
    fromObjectTypeId: typeSchema,
    fromObjectId: idSchema,
    toObjectTypeId: typeSchema,
    toObjectId: idSchema,
  }),
]);

/** Whatever else the app has subscribed to: that it was installed, members of lists. */
const otherEventSchema = z.looseObject({
  type: z.string().refine((type) => !['OBJECT', 'ASSOCIATION', 'GDPR_PRIVACY_DELETION'].includes(type)),
});

/** Of a file of the journal. `portalId`: events of other accounts are left out. */
export function hintsOfJournal(events: readonly unknown[], portalId: string): EventHints {
  const ofRecords = events.filter((event) => !otherEventSchema.safeParse(event).success);
  return collect(ofRecords, journalEventSchema, portalId, (event) => {
    if (event.type === 'ASSOCIATION') {
      return [
        hint(event.fromObjectTypeId, event.fromObjectId, 'associations'),
        hint(event.toObjectTypeId, event.toObjectId, 'associations'),
      ];
    }
    const { action, objectTypeId, objectId } = event;
    if (action === 'MERGE') return merged(objectTypeId, [objectId, event.primaryObjectId, event.mergedObjectIds]);
    const isGone = action === 'DELETE' || event.type === 'GDPR_PRIVACY_DELETION';
    return [hint(objectTypeId, objectId, isGone ? 'deleted' : 'changed')];
  });
}

const recordDeeds = ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'privacyDeletion'];

const webhookEventSchema = z.looseObject({
  ...portalSchema,
  // HubSpot's payloads have the one, a table of its documentation the other.
  subscriptionType: z.string().optional(),
  eventType: z.string().optional(),
  objectTypeId: typeSchema.nullish(),
  objectId: idSchema.nullish(),
  primaryObjectId: idSchema.nullish(),
  mergedObjectIds: z.array(idSchema).nullish(),
  newObjectId: idSchema.nullish(),
  associationType: z.string().nullish(),
  fromObjectTypeId: typeSchema.nullish(),
  fromObjectId: idSchema.nullish(),
  toObjectTypeId: typeSchema.nullish(),
  toObjectId: idSchema.nullish(),
});

/** Of the body of a request. `portalId`: events of other accounts are left out; `null`: of any. */
export function hintsOfWebhooks(events: readonly unknown[], portalId: string | null): EventHints {
  return collect(events, webhookEventSchema, portalId, (event) => {
    const [kind = '', deed = ''] = (event.subscriptionType ?? event.eventType ?? '').split('.');
    const typeId = kind === 'object' ? event.objectTypeId : typeIdOfName(kind);
    if (deed === 'associationChange') {
      const [from, to] = event.associationType?.split('_TO_').map(typeIdOfName) ?? [];
      return [
        maybe(event.fromObjectTypeId ?? from, event.fromObjectId, 'associations'),
        maybe(event.toObjectTypeId ?? to, event.toObjectId, 'associations'),
      ].flat();
    }
    // What is subscribed to beside records (conversations, say) is nobody's fault.
    if (typeId === undefined || typeId === null || !recordDeeds.includes(deed)) return [];
    if (deed === 'merge') {
      return merged(typeId, [event.objectId, event.primaryObjectId, event.newObjectId, event.mergedObjectIds]);
    }
    const isGone = deed === 'deletion' || deed === 'privacyDeletion';
    return maybe(typeId, event.objectId, isGone ? 'deleted' : 'changed');
  });
}

/** Several hints at one record are one; each record as often as there are kinds at most. */
function collect<Event extends { readonly portalId: string }>(
  events: readonly unknown[],
  schema: z.ZodType<Event>,
  portalId: string | null,
  read: (event: Event) => readonly Hint[],
): EventHints {
  const hints = new Map<string, Hint>();
  let strange = 0;
  for (const event of events) {
    const parsed = schema.safeParse(event);
    if (!parsed.success) strange += 1;
    else if (portalId === null || parsed.data.portalId === portalId) {
      for (const one of read(parsed.data)) hints.set(`${one.object} ${one.id} ${one.kind}`, one);
    }
  }
  return { hints: [...hints.values()], strange };
}

type Id = string | null | undefined;

const merged = (typeId: string, ids: readonly (Id | readonly string[])[]): readonly Hint[] =>
  [...new Set(ids.flat())].flatMap((id) => maybe(typeId, id, 'merged'));

const maybe = (typeId: Id, id: Id, kind: HintKind): readonly Hint[] =>
  typeId === null || typeId === undefined || id === null || id === undefined ? [] : [hint(typeId, id, kind)];

const hint = (typeId: string, id: string, kind: HintKind): Hint => ({ object: objectOfType(typeId), id, kind });

/** The id of an object by that of its type, as HubSpot numbers types; a custom object has no other one. */
const objectOfType = (typeId: string): string =>
  hubspotObjects.find((object) => object.typeId === typeId)?.id ?? typeId;

export const typeIdOf = (object: string): string => hubspotObjects.find(({ id }) => id === object)?.typeId ?? object;

/** `contact` and `CONTACT` are `0-1`. Undefined: none of HubSpot's own objects is called so. */
const typeIdOfName = (name: string): string | undefined =>
  hubspotObjects.find(({ legacyNames }) => legacyNames.includes(name.toUpperCase()))?.typeId;
