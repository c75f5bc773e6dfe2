import { expect, test } from 'vitest';
import { hubspotRecordUrl } from '../src/hubspot-pages.ts';

const record = { object: 'contacts', id: '51001', account: '123' };
const american = { baseUrl: 'https://api.hubapi.com' };

test('a record has a page in its portal, where the portal is hosted', () => {
  expect(hubspotRecordUrl(american, record)).toBe('https://app.hubspot.com/contacts/123/record/0-1/51001');
  expect(hubspotRecordUrl(american, { ...record, object: '2-3604285' })).toBe(
    'https://app.hubspot.com/contacts/123/record/2-3604285/51001',
  );
  expect(hubspotRecordUrl({ baseUrl: 'https://api-eu1.hubapi.com/' }, record)).toBe(
    'https://app-eu1.hubspot.com/contacts/123/record/0-1/51001',
  );
});

test('the page of a portal that was never opened is not known', () => {
  expect(hubspotRecordUrl(american, { ...record, account: null })).toBeNull();
});
