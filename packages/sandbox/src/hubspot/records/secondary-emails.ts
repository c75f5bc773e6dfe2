import { contactExists, resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import type { ObjectSpace } from '../portal.ts';
import type { StoredRecord } from './record-store.ts';
import { claimAll, releaseAll } from './record-writes.ts';

/**
 * Secondary e-mails of a contact. The newer APIs show them as `hs_additional_emails` and set them only by a merger, so
 * adding and removing one is left to version 1: https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/v1/
 */
export const secondaryEmailRoutes: readonly Route[] = [
  route('GET', 'contacts/secondary-email/:vid', list),
  route('PUT', 'contacts/secondary-email/:vid/email/:email', add),
  route('DELETE', 'contacts/secondary-email/:vid/email/:email', remove),
];

function list(call: HubspotCall) {
  return answer(call, contactOf(call).record);
}

function add(call: HubspotCall) {
  const { space, record } = contactOf(call);
  const email = emailOf(call);
  if (!/^[^@\s;]+@[^@\s;]+$/.test(email)) throw validationFailure(`Email address ${email} is invalid`);
  const holder = space.records.idWithUnique('email', email);
  if (holder !== undefined && holder !== record.id) throw contactExists(holder);
  if (record.version.properties.get('email') !== email) set(call, [...new Set([...emailsOf(record), email])]);
  return answer(call, record);
}

function remove(call: HubspotCall) {
  const { record } = contactOf(call);
  const email = emailOf(call);
  set(
    call,
    emailsOf(record).filter((one) => one !== email),
  );
  return answer(call, record);
}

function set(call: HubspotCall, emails: readonly string[]): void {
  const { space, record } = contactOf(call);
  const properties = new Map(record.version.properties);
  if (emails.length > 0) properties.set('hs_additional_emails', emails.join(';'));
  else properties.delete('hs_additional_emails');
  releaseAll(space, record);
  space.records.update(record, properties, call.portal.now());
  claimAll(space, record);
}

function contactOf(call: HubspotCall): { readonly space: ObjectSpace; readonly record: StoredRecord } {
  const space = call.portal.space('contacts');
  const record = space.records.resolve(param(call, 'vid'));
  if (record === undefined) throw resourceNotFound();
  return { space, record };
}

const emailOf = (call: HubspotCall): string => param(call, 'email').trim().toLowerCase();

const emailsOf = (record: StoredRecord): readonly string[] =>
  (record.version.properties.get('hs_additional_emails') ?? '').split(';').filter((email) => email !== '');

function answer(call: HubspotCall, record: StoredRecord) {
  const body = { portalId: call.portal.id, vid: Number(record.id), secondaryEmails: emailsOf(record) };
  return { status: 200, body };
}
