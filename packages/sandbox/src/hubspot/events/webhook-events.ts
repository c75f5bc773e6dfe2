import { isAssociationEvent, type PortalEvent } from './portal-event.ts';

export interface WebhookSubscription {
  readonly id: number;
  /** `contact.creation`, `object.propertyChange` */
  readonly eventType: string;
  /** Of a `propertyChange`. */
  readonly propertyName: string | undefined;
  /** Of `object.…`. */
  readonly objectTypeId: string | undefined;
  active: boolean;
  readonly createdAt: number;
  updatedAt: number;
}

const typeNames: Readonly<Record<string, string>> = {
  '0-1': 'contact',
  '0-2': 'company',
  '0-3': 'deal',
  '0-5': 'ticket',
};

export const webhookEventTypes: readonly string[] = [
  ...[...Object.values(typeNames), 'object'].flatMap((name) =>
    ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'associationChange'].map(
      (deed) => `${name}.${deed}`,
    ),
  ),
  'contact.privacyDeletion',
];

const deeds = {
  CREATE: 'creation',
  UPDATE: 'propertyChange',
  DELETE: 'deletion',
  MERGE: 'merge',
  RESTORE: 'restore',
  GDPR_DELETE: 'privacyDeletion',
  ASSOCIATION_ADDED: 'associationChange',
  ASSOCIATION_REMOVED: 'associationChange',
} as const satisfies Record<PortalEvent['action'], string>;

/** What a subscription makes of an event: a body without the numbers of the delivery, once for each property. Ids are numbers here. */
export function webhookBodies(subscription: WebhookSubscription, event: PortalEvent): readonly object[] {
  const typeId = isAssociationEvent(event) ? event.fromObjectTypeId : event.objectTypeId;
  const [kind = '', deed = ''] = subscription.eventType.split('.');
  if (deed !== deeds[event.action]) return [];
  const generic = kind === 'object';
  if (generic ? subscription.objectTypeId !== typeId : typeNames[typeId] !== kind) return [];
  const { changeSource, sourceId, occurredAt, portalId } = event;
  const common = {
    subscriptionType: subscription.eventType,
    portalId,
    occurredAt,
    changeSource,
    sourceId,
    ...(generic ? { objectTypeId: typeId } : {}),
  };
  if (isAssociationEvent(event)) {
    const name = (type: string) => (typeNames[type] ?? type).toUpperCase();
    return [
      {
        ...common,
        associationType: `${name(event.fromObjectTypeId)}_TO_${name(event.toObjectTypeId)}`,
        fromObjectId: Number(event.fromObjectId),
        toObjectId: Number(event.toObjectId),
        associationRemoved: event.action === 'ASSOCIATION_REMOVED',
        isPrimaryAssociation: event.isPrimary,
        ...(generic
          ? {
              fromObjectTypeId: event.fromObjectTypeId,
              toObjectTypeId: event.toObjectTypeId,
              associationTypeId: event.associationTypeId,
              associationCategory: event.associationCategory,
            }
          : {}),
      },
    ];
  }
  const record = { ...common, objectId: Number(event.objectId) };
  switch (event.action) {
    case 'MERGE':
      return [
        {
          ...record,
          objectId: Number(event.primaryObjectId),
          primaryObjectId: Number(event.primaryObjectId),
          mergedObjectIds: event.mergedObjectIds.map(Number),
          newObjectId: Number(event.objectId),
        },
      ];
    case 'CREATE':
      return [{ ...record, changeFlag: 'CREATED' }];
    case 'DELETE':
      return [{ ...record, changeFlag: 'DELETED' }];
    case 'UPDATE': {
      const { propertyName = '' } = subscription;
      const propertyValue = event.propertyChanges.get(propertyName);
      return propertyValue === undefined ? [] : [{ ...record, propertyName, propertyValue }];
    }
    default:
      return [record];
  }
}
