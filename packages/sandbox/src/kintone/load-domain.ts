import {
  type AccountCopy,
  type CopiedTarget,
  type CopiedValue,
  type CopyNote,
  heldValue,
  type ObjectCopy,
  type RecordCopy,
} from '../copy/account-copy.ts';
import type { SandboxContext } from '../sandbox-app.ts';
import { type FormState, uniqueFieldsOf } from './apps/form-state.ts';
import type { FieldDefinition } from './fields/field-definition.ts';
import { standardPrecision } from './fields/number-precision.ts';
import { systemFields } from './fields/system-fields.ts';
import { administrator } from './kintone-access.ts';
import { type AppState, createDomain, type KintoneDomain } from './kintone-domain.ts';
import type { KintoneSettings } from './kintone-options.ts';
import { minuteOf } from './kintone-times.ts';
import { isFilledByLookup, loadAssociation, loadField } from './load-field.ts';
import type { CellValue, Entity, RecordState } from './records/record-state.ts';
import { RecordStore } from './records/record-store.ts';

/** Makes a domain with the apps, forms, lookups and records of another one. */
export function loadDomain(
  id: string,
  copy: AccountCopy,
  settings: KintoneSettings,
  context: Pick<SandboxContext, 'now' | 'random'>,
): { readonly domain: KintoneDomain; readonly notes: readonly CopyNote[] } {
  const { timeZone = settings.timeZone } = copy;
  const domain = createDomain({ ...settings, timeZone }, context);
  const guestSpace = /\/guest\/(\d+)$/.exec(id)?.[1];
  const notes: CopyNote[] = [];
  for (const object of copy.objects) {
    domain.apps.set(object.id, loadApp(domain, object, copy, guestSpace));
    for (const { name, readOnly, type } of object.fields) {
      const text = type === 'json' ? 'shows no value in the copy' : heldValue;
      if (readOnly) notes.push({ object: object.name, field: name, text });
    }
    for (const { name, readOnly } of object.associations) {
      if (readOnly) notes.push({ object: object.name, field: name, text: 'shows no records in the copy' });
    }
  }
  return { domain, notes };
}

function loadApp(
  domain: KintoneDomain,
  object: ObjectCopy,
  copy: AccountCopy,
  guestSpace: string | undefined,
): AppState {
  const form = loadForm(domain, object, copy);
  const records = new RecordStore();
  const time = minuteOf(domain.now());
  records.load(
    object.records.map((record) => loadRecord(domain, form, object, record, copy)),
    uniqueFieldsOf(form),
  );
  return {
    id: object.id,
    ...(object.name !== object.id && { code: object.name }),
    spaceId: guestSpace,
    guest: guestSpace !== undefined,
    createdTime: time,
    creator: administrator,
    modifiedTime: time,
    modifier: administrator,
    preview: form,
    live: form,
    deployment: undefined,
    records,
    calls: { day: '', count: 0 },
  };
}

function loadForm(domain: KintoneDomain, object: ObjectCopy, copy: AccountCopy): FormState {
  const fields = new Map<string, FieldDefinition>();
  for (const field of object.fields) fields.set(field.id, loadField(domain.newKey, field));
  const filled = object.fields.filter(isFilledByLookup).map(({ id }) => id);
  for (const field of object.associations) {
    const target = copy.objects.find(({ id }) => id === field.targets[0]);
    const recordNumber = recordNumberOf(target);
    fields.set(field.id, loadAssociation(domain.newKey, field, { target, recordNumber, filled }));
  }
  // Kintone's own fields are read whether they are described or not: times of records, and what lookups refer to.
  for (const field of systemFields(domain.newKey, 'en').values()) {
    const isThere = [...fields.values()].some(({ type }) => type === field.type);
    if (!isThere && !fields.has(field.code)) fields.set(field.code, field);
  }
  const number = object.fields.find(({ type }) => type === 'decimal');
  return {
    revision: 2,
    name: object.label,
    description: '',
    fields,
    layout: undefined,
    process: { enabled: false, states: [], actions: [] },
    numberPrecision: {
      ...standardPrecision,
      ...(typeof number?.precision === 'number' && { decimalPlaces: number.precision }),
      ...(number?.digits !== undefined && { digits: number.digits }),
    },
    recordRights: [],
  };
}

const recordNumberCodes = ['Record_number', 'レコード番号'];

const recordNumberOf = (object: ObjectCopy | undefined): string =>
  object?.fields.find(({ id }) => recordNumberCodes.includes(id))?.id ?? 'Record_number';

function loadRecord(
  domain: KintoneDomain,
  form: FormState,
  object: ObjectCopy,
  copy: RecordCopy,
  account: AccountCopy,
): RecordState {
  const cells = new Map<number, CellValue>();
  for (const { id } of object.fields) {
    const field = form.fields.get(id);
    const cell = field === undefined ? undefined : cellOf(domain, field, copy.fields[id] ?? null);
    if (field !== undefined && cell !== undefined) cells.set(field.key, cell);
  }
  for (const association of object.associations) {
    const field = form.fields.get(association.id);
    const target = account.objects.find(({ id }) => id === association.targets[0]);
    const [first] = copy.associations?.[association.id] ?? [];
    if (field === undefined || first === undefined || association.readOnly) continue;
    if (!isCopied(target, first, association.refersBy)) continue;
    cells.set(field.key, 'id' in first ? first.id : first.key);
  }
  const userIn = (type: FieldDefinition['type']): Entity => {
    const codes = object.fields.map(({ id }) => (form.fields.get(id)?.type === type ? copy.fields[id] : null));
    const known = codes.find((value) => typeof value === 'string');
    return known === undefined ? administrator : userWithCode(domain, known);
  };
  const now = minuteOf(domain.now());
  const createdTime = copy.createdAt === undefined ? now : minuteOf(Date.parse(copy.createdAt));
  return {
    id: Number(copy.id),
    revision: 1,
    cells,
    creator: userIn('CREATOR'),
    createdTime,
    modifier: userIn('MODIFIER'),
    updatedTime: copy.modifiedAt === undefined ? createdTime : minuteOf(Date.parse(copy.modifiedAt)),
    status: undefined,
  };
}

function isCopied(target: ObjectCopy | undefined, to: CopiedTarget, refersBy: string | undefined): boolean {
  if (target === undefined) return false;
  if ('id' in to) return target.records.some(({ id }) => id === to.id);
  return refersBy !== undefined && target.records.some(({ fields }) => fields[refersBy] === to.key);
}

function cellOf(domain: KintoneDomain, { type }: FieldDefinition, value: CopiedValue): CellValue | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value !== 'string') return { choices: value };
  switch (type) {
    case 'USER_SELECT':
      return { entities: [userWithCode(domain, value)] };
    case 'GROUP_SELECT':
      return undefined;
    case 'DATETIME':
      return minuteOf(Date.parse(value));
    default:
      return value;
  }
}

function userWithCode(domain: KintoneDomain, code: string): Entity {
  const user = domain.users.get(code) ?? { code, name: code };
  domain.users.set(code, user);
  return user;
}
