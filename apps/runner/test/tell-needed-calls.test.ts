import airtableConnector from '@linkwright/connector-airtable';
import hubspotConnector from '@linkwright/connector-hubspot';
import kintoneConnector from '@linkwright/connector-kintone';
import { expect, it } from 'vitest';
import { plansOf } from '../src/operations/plans-of.ts';
import { tellNeededCalls } from '../src/report/tell-needed-calls.ts';

const minuteMs = 60_000;

it('what syncs need is told beside what the plans of the app allow, in one line', () => {
  const every = { shortestMs: 10 * minuteMs, longestMs: 10 * minuteMs };
  const of = (connector: Parameters<typeof plansOf>[0]) =>
    tellNeededCalls({ callsPerMonth: 9_000, servedPerMonth: 5_000, every, plans: plansOf(connector) });
  expect(of(airtableConnector)).toBe(
    'about 9,000 calls a month at every 10 min, 5,000 by a service; a workspace has 1,000 a month (Free), 100,000 (Team)',
  );
  expect(of(hubspotConnector)).toBe(
    'about 9,000 calls a month at every 10 min, 5,000 by a service; an account has 250,000 a day (Free, Starter), 625,000 (Professional), 1,000,000 (Enterprise)',
  );
  expect(of(kintoneConnector)).toBe(
    'about 9,000 calls a month at every 10 min, 5,000 by a service; an app has 10,000 a day (Standard), 100,000 (Wide)',
  );
  const mixed = { shortestMs: minuteMs, longestMs: 600 * minuteMs };
  expect(tellNeededCalls({ callsPerMonth: 12, servedPerMonth: 12, every: mixed, plans: [] })).toBe(
    'about 12 calls a month at every 60 s to 10 h',
  );
  expect(tellNeededCalls({ callsPerMonth: 0, servedPerMonth: 0, every: null, plans: [] })).toBe(
    'about 0 calls a month',
  );
});

it('plans that count otherwise each say how', () => {
  const plans = [
    { name: 'Small', calls: 100, per: 'day' as const, of: 'a user' },
    { name: 'Large', calls: 10_000, per: 'month' as const, of: 'an account' },
  ];
  expect(tellNeededCalls({ callsPerMonth: 12, servedPerMonth: 12, every: null, plans })).toBe(
    'about 12 calls a month; a user has 100 a day (Small), an account has 10,000 a month (Large)',
  );
});
