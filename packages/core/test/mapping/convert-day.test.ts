import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertValue, type FieldSchema, wallTimeIn } from '../../src/index.ts';
import { field } from '../fields.ts';

const zones = ['America/Phoenix', 'Europe/Berlin', 'Australia/Sydney', 'America/Sao_Paulo', 'Asia/Kathmandu', 'UTC'];
const day = field('date');
const momentIn = (timeZone: string) => field('datetime', { timeZone });
const converted = (value: string, from: FieldSchema, to: FieldSchema, present: string | null = null) =>
  convertValue(value, from, to, null, present);

describe('a moment and a day', () => {
  it('are of the zone in which people see the moment', () => {
    const closed = '2026-04-01T03:00:00.000Z';
    expect(converted(closed, momentIn('America/Phoenix'), day)).toEqual({ ok: true, value: '2026-03-31' });
    expect(converted(closed, momentIn('Europe/Berlin'), day)).toEqual({ ok: true, value: '2026-04-01' });
    expect(converted('2026-03-31', day, momentIn('America/Phoenix'))).toEqual({
      ok: true,
      value: '2026-03-31T07:00:00.000Z',
    });
  });

  it('keep the time of day when the day is edited, across a change of clocks', () => {
    expect(converted('2026-04-10', day, momentIn('Europe/Berlin'), '2026-01-10T08:30:00.000Z')).toEqual({
      ok: true,
      value: '2026-04-10T07:30:00.000Z',
    });
  });

  it('leave the moment alone where the day is its own, in the second of two equal hours too', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2060, 0, 1) }),
        (zone, ms) => {
          const moment = new Date(ms).toISOString();
          const shown = converted(moment, momentIn(zone), day);
          expect(
            shown.ok && typeof shown.value === 'string' && converted(shown.value, day, momentIn(zone), moment),
          ).toEqual({
            ok: true,
            value: moment,
          });
        },
      ),
    );
  });

  it('show the edited day, and the same time of day unless clocks leave it out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2060, 0, 1) }),
        fc.integer({ min: -400, max: 400 }),
        (zone, ms, days) => {
          const before = wallTimeIn(zone, ms);
          const edited = new Date(Date.parse(before.day) + days * 86_400_000).toISOString().slice(0, 10);
          const moved = converted(edited, day, momentIn(zone), new Date(ms).toISOString());
          const after = moved.ok && typeof moved.value === 'string' ? wallTimeIn(zone, Date.parse(moved.value)) : null;
          expect(after?.day).toBe(edited);
          // An hour that is left out is shown an hour later.
          expect([0, 3_600_000]).toContain((after?.ms ?? 0) - before.ms);
        },
      ),
    );
  });
});
