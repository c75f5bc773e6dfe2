/** Who made a change, as HubSpot tells it. */
export interface ChangeSource {
  /** `INTEGRATION`, `CRM_UI`, `AUTOMATION_PLATFORM` */
  readonly changeSource: string;
  /** Of an integration the id of its app; of a person `userId:42`. */
  readonly sourceId: string;
}

interface Noted extends ChangeSource {
  /** Counts the events of a portal. */
  readonly number: number;
  readonly portalId: number;
  /** Milliseconds since 1970. */
  readonly occurredAt: number;
}

export interface RecordChange {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE' | 'RESTORE' | 'GDPR_DELETE';
  readonly objectTypeId: string;
  readonly objectId: string;
  /** What was set by name; `''` for what was cleared. */
  readonly propertyChanges: ReadonlyMap<string, string>;
}

export interface RecordMerger {
  readonly action: 'MERGE';
  readonly objectTypeId: string;
  /** The record that is there afterwards. */
  readonly objectId: string;
  readonly primaryObjectId: string;
  readonly mergedObjectIds: readonly string[];
}

/** One direction and one type of an association. */
export interface AssociationChange {
  readonly action: 'ASSOCIATION_ADDED' | 'ASSOCIATION_REMOVED';
  readonly fromObjectTypeId: string;
  readonly fromObjectId: string;
  readonly toObjectTypeId: string;
  readonly toObjectId: string;
  readonly associationTypeId: number;
  readonly associationCategory: string;
  readonly isPrimary: boolean;
}

export type PortalChange = RecordChange | RecordMerger | AssociationChange;
export type PortalEvent = PortalChange & Noted;

export const isAssociationEvent = (event: PortalEvent): event is AssociationChange & Noted =>
  event.action === 'ASSOCIATION_ADDED' || event.action === 'ASSOCIATION_REMOVED';
