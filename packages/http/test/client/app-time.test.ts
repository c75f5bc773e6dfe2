import { expect, test } from 'vitest';
import { appTime, askedTime } from '../../src/index.ts';

const receivedAt = Date.UTC(2026, 0, 1, 12);
const timeOf = (date: string | undefined) => appTime({ headers: date === undefined ? {} : { date }, receivedAt });

test.each([
  // Ahead of ours by a second, a time zone or a year: changes until then would be hidden.
  ['Thu, 01 Jan 2026 12:00:01 GMT', receivedAt],
  ['Thu, 01 Jan 2026 21:00:00 GMT', receivedAt],
  ['Fri, 01 Jan 2027 12:00:00 GMT', receivedAt],
  ['Thu, 01 Jan 2026 11:57:00 GMT', Date.UTC(2026, 0, 1, 11, 57)],
  // Too much is read again, and nothing is lost.
  ['Wed, 01 Jan 2025 12:00:00 GMT', Date.UTC(2025, 0, 1, 12)],
  ['noon', null],
  [undefined, null],
])('an answer of %s was given at %s', (date, expected) => {
  expect(timeOf(date)).toBe(expected);
});

test('the app was asked as long before its date as its answer took', () => {
  const headers = { date: 'Thu, 01 Jan 2026 11:57:00 GMT' };
  expect(askedTime({ headers, receivedAt, sentAt: receivedAt - 2500 })).toBe(Date.UTC(2026, 0, 1, 11, 56, 57, 500));
  expect(askedTime({ headers: {}, receivedAt, sentAt: receivedAt })).toBeNull();
});
