import type { RecordRef } from '../associations/association-store.ts';
import { validationFailure } from '../hubspot-errors.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import type { AssociationToMake } from './new-associations.ts';
import { checkPortalRules } from './portal-rules.ts';
import type { StoredRecord } from './record-store.ts';
import { checkUnique, type UniqueClaims } from './unique-values.ts';
import { invalidValues, readValues, type SentProperties, type ValueWarning } from './written-values.ts';

/** A write that passed every check: committing it cannot fail. */
export interface PreparedWrite {
  /** Values by property name; `''` clears. */
  readonly values: ReadonlyMap<string, string>;
  /** The contact's primary company, when the write names it as a property; `''` for none. */
  readonly primaryCompany: string | undefined;
  readonly warnings: readonly ValueWarning[];
}

/** Checks a create (`record` absent) or an update, or throws the vendor's refusal. */
export function prepareWrite(request: {
  readonly portal: Portal;
  readonly space: ObjectSpace;
  readonly record: StoredRecord | undefined;
  readonly properties: SentProperties;
  /** Unique values that earlier items of the same all-or-nothing batch will hold. */
  readonly claims?: UniqueClaims;
  /** Written through a version of the API from 2026-09 on. False when absent, as for what HubSpot writes by itself. */
  readonly ruled?: boolean;
}): PreparedWrite {
  const { portal, space, record, properties, claims, ruled = false } = request;
  const { values, warnings } = readValues(portal, space, record, properties, ruled);
  if (record === undefined) addFirstValues(space, values);
  checkStage(portal, space, record, values);
  if (record === undefined) checkRequired(space, values);
  const primaryCompany = space.type.id === '0-1' ? values.get('associatedcompanyid') : undefined;
  values.delete('associatedcompanyid');
  if (ruled) checkPortalRules(portal.rules, space, record, values);
  checkUnique(space, portal.id, record, values, claims);
  return { values, primaryCompany, warnings };
}

export function commitCreate(
  portal: Portal,
  space: ObjectSpace,
  prepared: PreparedWrite,
  associations: readonly AssociationToMake[],
): StoredRecord {
  const time = portal.now();
  const properties = new Map([...prepared.values].filter(([, value]) => value !== ''));
  fillIn(space, space.records.nextId(), properties);
  const touchMs = space.type.touchMs(portal.settings);
  const record = space.records.create({
    properties,
    createdAt: time,
    time,
    touchAt: touchMs > 0 ? time + touchMs : undefined,
  });
  claimAll(space, record);
  const from = { type: space.type.id, id: record.id };
  for (const { to, types } of associations) portal.associations.connect(from, to, types);
  setPrimaryCompany(portal, from, prepared.primaryCompany);
  portal.domainAssociations.notice(portal, space, record, undefined);
  return record;
}

export function commitUpdate(portal: Portal, space: ObjectSpace, record: StoredRecord, prepared: PreparedWrite): void {
  const properties = new Map(record.version.properties);
  for (const [name, value] of prepared.values) {
    if (value === '') properties.delete(name);
    else properties.set(name, value);
  }
  if (space.type.id === '0-1') followEmail(properties);
  releaseAll(space, record);
  const formerEmail = record.version.properties.get('email');
  space.records.update(record, properties, portal.now());
  claimAll(space, record);
  setPrimaryCompany(portal, { type: space.type.id, id: record.id }, prepared.primaryCompany);
  portal.domainAssociations.notice(portal, space, record, formerEmail);
}

export function commitArchive(portal: Portal, space: ObjectSpace, record: StoredRecord): void {
  releaseAll(space, record);
  portal.associations.removeRecord({ type: space.type.id, id: record.id });
  space.records.archive(record, portal.now());
}

/** Every unique value a live record holds; a contact also holds its additional e-mails. */
function uniqueValues(space: ObjectSpace, record: StoredRecord): readonly (readonly [string, string])[] {
  const { properties } = record.version;
  const held: [string, string][] = [];
  if (space.type.id === '0-1') {
    const additional = (properties.get('hs_additional_emails') ?? '').split(';');
    for (const email of [properties.get('email') ?? '', ...additional]) if (email !== '') held.push(['email', email]);
  }
  for (const name of space.properties.uniqueNames()) {
    const value = properties.get(name);
    if (value !== undefined) held.push([name, value]);
  }
  return held;
}

export function claimAll(space: ObjectSpace, record: StoredRecord): void {
  for (const [name, value] of uniqueValues(space, record)) space.records.claimUnique(name, value, record.id);
}

export function releaseAll(space: ObjectSpace, record: StoredRecord): void {
  for (const [name, value] of uniqueValues(space, record)) space.records.releaseUnique(name, value, record.id);
}

/** Values that HubSpot gives a new record before anything is checked against the rest of the write. */
function addFirstValues(space: ObjectSpace, values: Map<string, string>): void {
  const { pipeline } = space.type;
  if (space.type.id === '0-1' && (values.get('lifecyclestage') ?? '') === '') values.set('lifecyclestage', 'lead');
  if (pipeline === undefined || (values.get(pipeline.pipelineProperty) ?? '') !== '') return;
  // With several pipelines the caller has to say which.
  const [only, another] = space.pipelines.pipelines.keys();
  if (only !== undefined && another === undefined) values.set(pipeline.pipelineProperty, only);
}

function checkStage(
  portal: Portal,
  space: ObjectSpace,
  record: StoredRecord | undefined,
  values: ReadonlyMap<string, string>,
): void {
  const { pipeline } = space.type;
  if (pipeline === undefined) return;
  const { pipelineProperty, stageProperty } = pipeline;
  const written = values.get(stageProperty) ?? values.get(pipelineProperty);
  if (written === undefined) return;
  const after = (name: string) => values.get(name) ?? record?.version.properties.get(name) ?? '';
  const pipelineId = after(pipelineProperty);
  const stageId = after(stageProperty);
  const { pipelines } = space.pipelines;
  const refuse = (name: string, message: string) => {
    throw invalidValues(portal, [{ message, code: 'INVALID_OPTION', name, context: { propertyName: [name] } }]);
  };
  if (pipelineId !== '' && !pipelines.has(pipelineId)) {
    refuse(
      pipelineProperty,
      `${pipelineId} is not a valid pipeline ID. Valid options are: [${[...pipelines.keys()].join(', ')}]`,
    );
  }
  if (stageId === '') return;
  const possible =
    pipelineId === '' ? [...pipelines.values()] : [pipelines.get(pipelineId)].filter((one) => one !== undefined);
  if (possible.some((one) => one.stages.has(stageId))) return;
  const described = possible.map((one) => `pipelineId=${one.id} : [${[...one.stages.keys()].join(', ')}]`);
  refuse(stageProperty, `${stageId} is not a valid pipeline stage ID. Valid options are: ${described.join(', ')}`);
}

function checkRequired(space: ObjectSpace, values: ReadonlyMap<string, string>): void {
  const { type } = space;
  const missing = type.requiredProperties.filter((group) => group.every((name) => (values.get(name) ?? '') === ''));
  // Which pipeline a stage is of is known only while there is a single one.
  const pipelineProperty = type.pipeline?.pipelineProperty;
  if (pipelineProperty !== undefined && (values.get(pipelineProperty) ?? '') === '') missing.push([pipelineProperty]);
  if (missing.length === 0) return;
  throw validationFailure(
    `Error creating ${type.custom === undefined ? type.legacyName : type.id}. Some required properties were not set.`,
    {
      context: { properties: missing.flat() },
    },
  );
}

/** What HubSpot adds to a new record by itself. */
function fillIn(space: ObjectSpace, id: string, properties: Map<string, string>): void {
  const set = (name: string, value: string) => properties.set(name, value);
  set('hs_object_source', 'INTEGRATION');
  set('hs_object_source_id', '777');
  set('hs_object_source_label', 'INTEGRATION');
  switch (space.type.id) {
    case '0-1': {
      const email = properties.get('email');
      if (email !== undefined) set('hs_email_domain', domainOfEmail(email));
      set('hs_all_contact_vids', id);
      set('hs_is_contact', 'true');
      set('hs_is_unworked', 'true');
      set('hs_marketable_status', 'false');
      set('hs_pipeline', 'contacts-lifecycle-pipeline');
      break;
    }
    case '0-2': {
      const domain = properties.get('domain');
      if (domain !== undefined && !properties.has('website')) set('website', domain);
      break;
    }
    default:
      break;
  }
}

/** The domain is the e-mail's, and an additional e-mail that became the contact's own is no additional one any more. */
function followEmail(properties: Map<string, string>): void {
  const email = properties.get('email');
  if (email === undefined) properties.delete('hs_email_domain');
  else properties.set('hs_email_domain', domainOfEmail(email));
  const additional = (properties.get('hs_additional_emails') ?? '')
    .split(';')
    .filter((one) => one !== '' && one !== email);
  if (additional.length > 0) properties.set('hs_additional_emails', additional.join(';'));
  else properties.delete('hs_additional_emails');
}

function domainOfEmail(email: string): string {
  return email.slice(email.indexOf('@') + 1);
}

function setPrimaryCompany(portal: Portal, contact: RecordRef, companyId: string | undefined): void {
  const primary = portal.associationTypes.find('HUBSPOT_DEFINED', 1);
  if (companyId === undefined || primary === undefined) return;
  const former = portal.associations.single(contact, primary);
  if (companyId !== '') {
    if (portal.space(primary.to).records.get(companyId) === undefined) return;
    const company = { type: primary.to, id: companyId };
    const present = portal.associations.typesBetween(contact, company) ?? [];
    portal.associations.connect(contact, company, [...present, primary]);
  } else if (former !== undefined) {
    portal.associations.removeTypes(contact, { type: primary.to, id: former }, [primary]);
  }
}
