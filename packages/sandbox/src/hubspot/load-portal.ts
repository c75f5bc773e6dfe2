import {
  type AccountCopy,
  type CopiedValue,
  type CopyNote,
  heldValue,
  type ObjectCopy,
  type RecordCopy,
} from '../copy/account-copy.ts';
import { createPortal } from './create-portal.ts';
import type { HubspotSettings } from './hubspot-options.ts';
import { loadAssociationTypes, typesOfField } from './load-association-types.ts';
import { loadPipelines } from './load-pipelines.ts';
import { loadProperty } from './load-property.ts';
import type { ObjectSpace, Portal } from './portal.ts';
import { claimAll } from './records/record-writes.ts';

/** Makes a portal with the properties, labels, pipelines and records of another one. */
export function loadPortal(
  id: string,
  copy: AccountCopy,
  now: () => number,
  settings: HubspotSettings,
): { readonly portal: Portal; readonly notes: readonly CopyNote[] } {
  const owners = ownersIn(copy).map((email) => ({ email, firstName: email.split('@')[0] ?? '', lastName: '' }));
  const { timeZone = settings.timeZone } = copy;
  const portal = createPortal(Number(id) || 1, now, { ...settings, timeZone, owners });
  const notes: CopyNote[] = [];
  const spaces = new Map(copy.objects.map((object) => [object.id, loadObject(portal, object, notes)]));
  loadAssociationTypes(portal, copy);
  for (const object of copy.objects) loadRecords(portal, spaceOf(spaces, object.id), object);
  for (const object of copy.objects) associateRecords(portal, spaceOf(spaces, object.id), object);
  return { portal, notes };
}

function spaceOf(spaces: ReadonlyMap<string, ObjectSpace>, id: string): ObjectSpace {
  const space = spaces.get(id);
  if (space === undefined) throw new Error(`no space for the object ${id}`);
  return space;
}

function loadObject(portal: Portal, object: ObjectCopy, notes: CopyNote[]): ObjectSpace {
  const space = object.custom ? addCustomObject(portal, object) : portal.space(object.id);
  for (const field of object.fields) {
    const known = loadProperty(space, field);
    if (field.readOnly && !known) notes.push({ object: object.name, field: field.name, text: heldValue });
  }
  loadPipelines(space, object);
  return space;
}

function addCustomObject(portal: Portal, object: ObjectCopy): ObjectSpace {
  const { id, name, label, fields, displayField, aliases = [] } = object;
  const custom = {
    name,
    fullyQualifiedName: aliases[0] ?? `p${portal.id}_${name}`,
    description: undefined,
    labels: { singular: label, plural: label },
    requiredProperties: fields.filter(({ required }) => required).map((field) => field.id),
    searchableProperties: [],
    primaryDisplayProperty: displayField,
    secondaryDisplayProperties: [],
    createdAt: 0,
    updatedAt: 0,
    archivedAt: undefined,
  };
  return portal.addCustomType(custom, Number(id.slice(id.indexOf('-') + 1)));
}

function loadRecords(portal: Portal, space: ObjectSpace, object: ObjectCopy): void {
  // Ids are given in rising order.
  for (const copy of object.records.toSorted((a, b) => Number(a.id) - Number(b.id))) {
    const createdAt = momentOf(copy.createdAt) ?? portal.now();
    const modifiedAt = momentOf(copy.modifiedAt) ?? createdAt;
    claimAll(
      space,
      space.records.load({ id: copy.id, properties: propertiesOf(portal, object, copy), createdAt, modifiedAt }),
    );
  }
}

function propertiesOf(portal: Portal, object: ObjectCopy, copy: RecordCopy): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const { id, type } of object.fields) {
    const text = storedText(portal, type, copy.fields[id] ?? null);
    if (text !== '') properties.set(id, text);
  }
  const { email: secondary = [] } = copy.alternateKeys ?? {};
  if (secondary.length > 0) properties.set('hs_additional_emails', secondary.join(';'));
  return properties;
}

function storedText(portal: Portal, type: string, value: CopiedValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return value.join(';');
  if (type !== 'user') return value;
  return portal.owners.find(({ email }) => email === value.toLowerCase())?.id ?? '';
}

function associateRecords(portal: Portal, { type, records }: ObjectSpace, object: ObjectCopy): void {
  for (const field of object.associations) {
    const [targetId = ''] = field.targets;
    const target = portal.types.find(targetId);
    if (target === undefined) continue;
    const types = typesOfField(portal, field.id);
    for (const copy of object.records) {
      for (const to of copy.associations?.[field.id] ?? []) {
        if (!('id' in to) || records.get(copy.id) === undefined) continue;
        if (portal.space(targetId).records.get(to.id) === undefined) continue;
        portal.associations.load({ type: type.id, id: copy.id }, { type: target.id, id: to.id }, types);
      }
    }
  }
}

/** The portal's people are known by the records that they own. */
function ownersIn({ objects }: AccountCopy): readonly string[] {
  const emails = objects.flatMap(({ fields, records }) => {
    const users = fields.filter(({ type }) => type === 'user').map(({ id }) => id);
    return records.flatMap((record) => users.map((id) => record.fields[id]));
  });
  return [...new Set(emails.filter((value) => typeof value === 'string').map((email) => email.toLowerCase()))];
}

function momentOf(text: string | undefined): number | undefined {
  const moment = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}
