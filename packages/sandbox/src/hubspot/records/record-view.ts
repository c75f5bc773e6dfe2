import type { AssociationType } from '../associations/association-types.ts';
import { isoTime } from '../hubspot-times.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import { modifiedAt, type RecordVersion, type StoredRecord } from './record-store.ts';
import type { ValueWarning } from './written-values.ts';

export interface ViewRequest {
  /** Absent for the type's default set. */
  readonly properties: readonly string[] | undefined;
  readonly propertiesWithHistory?: readonly string[];
  /** The time whose state is shown; searches look back. */
  readonly time: number;
  readonly version?: RecordVersion;
}

/** A record as the object APIs answer it, its property names sorted. */
export function recordBody(portal: Portal, space: ObjectSpace, record: StoredRecord, request: ViewRequest) {
  const { type } = space;
  const names =
    request.properties === undefined
      ? type.defaultProperties
      : [
          ...request.properties.map((name) => name.toLowerCase()),
          type.createdProperty,
          type.modifiedProperty,
          'hs_object_id',
        ];
  const version = request.version ?? record.version;
  const history = (request.propertiesWithHistory ?? []).map((name) => name.toLowerCase());
  const known = [...names, ...history].filter((name) => space.properties.find(name) !== undefined);
  const properties = Object.fromEntries(
    [...new Set(known)].sort().map((name) => [name, readProperty(portal, space, record, version, name, request.time)]),
  );
  return {
    id: record.id,
    properties,
    ...envelope(portal, space, record, version, request.time),
    ...(history.length === 0 ? {} : { propertiesWithHistory: historyOf(space, record, history) }),
  };
}

/** A record as a write answers it: what was written, what HubSpot fills in by itself, and the dates. */
export function writtenBody(
  portal: Portal,
  space: ObjectSpace,
  record: StoredRecord,
  written: readonly string[],
  warnings: readonly ValueWarning[],
) {
  const { type } = space;
  const time = portal.now();
  const names = new Set([...written, type.createdProperty, type.modifiedProperty, 'hs_object_id']);
  const properties = Object.fromEntries(
    // A cleared property is answered as an empty text, not as null.
    [...names].sort().map((name) => [name, readProperty(portal, space, record, record.version, name, time) ?? '']),
  );
  return {
    id: record.id,
    properties,
    ...envelope(portal, space, record, record.version, time),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function envelope(portal: Portal, space: ObjectSpace, record: StoredRecord, version: RecordVersion, time: number) {
  return {
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(modifiedAt(record, version, time)),
    archived: record.archivedAt !== undefined,
    ...(record.archivedAt === undefined ? {} : { archivedAt: isoTime(record.archivedAt) }),
    url: `https://app.hubspot.com/contacts/${portal.id}/record/${space.type.id}/${record.id}`,
  };
}

function historyOf(space: ObjectSpace, record: StoredRecord, names: readonly string[]) {
  const known = names.filter((name) => space.properties.find(name) !== undefined);
  return Object.fromEntries(
    known.map((name) => [
      name,
      (record.history.get(name) ?? []).map(({ value, timestamp }) => ({
        value,
        timestamp: isoTime(timestamp),
        sourceType: 'API',
      })),
    ]),
  );
}

/** The value of a property of a record in this state; null when it has none. */
export function readProperty(
  portal: Portal,
  space: ObjectSpace,
  record: StoredRecord,
  version: RecordVersion,
  name: string,
  time: number,
): string | null {
  const derive = derivations.get(`${space.type.plural}.${name}`) ?? derivations.get(name);
  if (derive !== undefined) return derive({ portal, space, record, version, time });
  return version.properties.get(name) ?? null;
}

interface Derivation {
  readonly portal: Portal;
  readonly space: ObjectSpace;
  readonly record: StoredRecord;
  readonly version: RecordVersion;
  readonly time: number;
}

const created = ({ record }: Derivation) => isoTime(record.createdAt);
const modified = ({ record, version, time }: Derivation) => isoTime(modifiedAt(record, version, time));

/** Values that follow from something else, by property name or `<objects>.<name>`. */
const derivations = new Map<string, (request: Derivation) => string | null>([
  ['createdate', created],
  ['hs_createdate', created],
  ['hs_lastmodifieddate', modified],
  ['lastmodifieddate', modified],
  ['hs_object_id', ({ record }) => record.id],
  ['num_associated_contacts', countOf('0-1')],
  ['num_associated_deals', countOf('0-3')],
  ['tickets.hs_num_associated_companies', countOf('0-2')],
  ['contacts.associatedcompanyid', singleTarget('HUBSPOT_DEFINED', 1)],
  ['deals.hs_primary_associated_company', singleTarget('HUBSPOT_DEFINED', 5)],
  ['tickets.hs_primary_company_id', singleTarget('HUBSPOT_DEFINED', 26)],
  ['companies.hs_parent_company_id', singleTarget('HUBSPOT_DEFINED', 14)],
  ['companies.hs_num_child_companies', countChildren],
  ['tickets.hs_ticket_id', ({ record }) => record.id],
  [
    'contacts.hs_full_name_or_email',
    ({ version: { properties } }) => {
      const name = [properties.get('firstname'), properties.get('lastname')].filter((part) => part !== undefined);
      return name.length > 0 ? name.join(' ') : (properties.get('email') ?? null);
    },
  ],
  ['deals.amount_in_home_currency', ({ version }) => version.properties.get('amount') ?? null],
  ['deals.hs_deal_stage_probability', (request) => stageMetadata(request)?.probability ?? null],
  ['deals.hs_is_closed', (request) => stageMetadata(request)?.isClosed ?? 'false'],
  ['deals.hs_is_closed_won', (request) => String(Number(stageMetadata(request)?.probability ?? 0) === 1)],
  [
    'deals.days_to_close',
    ({ record, version }) => {
      const closedate = version.properties.get('closedate');
      if (closedate === undefined) return null;
      return String(Math.max(0, Math.floor((Date.parse(closedate) - record.createdAt) / 86_400_000)));
    },
  ],
]);

function countOf(typeId: string) {
  return ({ portal, space, record }: Derivation): string | null => {
    const count = portal.associations.count({ type: space.type.id, id: record.id }, typeId);
    return count === 0 ? null : String(count);
  };
}

function singleTarget(category: AssociationType['category'], typeId: number) {
  return ({ portal, space, record }: Derivation): string | null => {
    const type = portal.associationTypes.find(category, typeId);
    if (type === undefined) return null;
    return portal.associations.single({ type: space.type.id, id: record.id }, type) ?? null;
  };
}

function countChildren({ portal, space, record }: Derivation): string | null {
  const from = { type: space.type.id, id: record.id };
  const child = portal.associationTypes.find('HUBSPOT_DEFINED', 13);
  if (child === undefined) return null;
  const children = portal.associations
    .targets(from, child.to)
    .filter((id) => portal.associations.typesBetween(from, { type: child.to, id })?.has(child) === true);
  return String(children.length);
}

function stageMetadata({ space, version }: Derivation): Readonly<Record<string, string>> | undefined {
  const stage = version.properties.get(space.type.pipeline?.stageProperty ?? '');
  return stage === undefined ? undefined : space.pipelines.findStage(stage)?.stage.metadata;
}
