import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOfWallTime, nearestTimeZone, timeZoneOf, wallTimeIn } from '../../src/index.ts';

const dayMs = 86_400_000;
const at = (iso: string): number => Date.parse(iso);
const shown = (zone: string, iso: string): string => {
  const { day, ms } = wallTimeIn(zone, at(iso));
  return new Date(Date.parse(`${day}T00:00Z`) + ms).toISOString().slice(0, -1);
};
const moment = (zone: string, wall: string): string =>
  new Date(momentOfWallTime(zone, wall.slice(0, 10), at(`${wall}Z`) - at(`${wall.slice(0, 10)}T00:00Z`))).toISOString();

/** Both hemispheres, zones of half and quarter hours, one that skipped a day, and one whose clocks change at midnight. */
const zones = [
  'UTC',
  'America/Phoenix',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];

describe('a moment as clocks in a zone show it', () => {
  it.each([
    ['America/Phoenix', '2026-04-01T03:00:00.000Z', '2026-03-31T20:00:00.000'],
    ['Asia/Tokyo', '2026-03-31T15:00:00.000Z', '2026-04-01T00:00:00.000'],
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', '2026-03-29T01:59:59.999'],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29T03:00:00.000'],
    ['Australia/Sydney', '2026-10-03T16:00:00.000Z', '2026-10-04T03:00:00.000'],
    ['Asia/Kathmandu', '2026-01-01T18:15:00.001Z', '2026-01-02T00:00:00.001'],
    ['UTC', '0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000'],
  ])('%s, %s', (zone, iso, wall) => {
    expect(shown(zone, iso)).toBe(wall);
    expect(moment(zone, wall)).toBe(iso);
  });

  it('is the first of two where clocks are set back, and later where they are set forward', () => {
    expect(moment('Europe/Berlin', '2026-10-25T02:30:00.000')).toBe('2026-10-25T00:30:00.000Z');
    expect(moment('Europe/Berlin', '2026-03-29T02:30:00.000')).toBe('2026-03-29T01:30:00.000Z');
    // A day without a midnight, and a day that was left out.
    expect(shown('America/Sao_Paulo', moment('America/Sao_Paulo', '2018-11-04T00:00:00.000'))).toBe(
      '2018-11-04T01:00:00.000',
    );
    expect(shown('Pacific/Apia', moment('Pacific/Apia', '2011-12-30T08:00:00.000'))).toBe('2011-12-31T08:00:00.000');
  });

  it('comes back from the wall time, or is shown twice', () => {
    const inZone = fc.constantFrom(...zones);
    const moments = fc.integer({ min: at('1930-01-01'), max: at('2100-01-01') });
    fc.assert(
      fc.property(inZone, moments, (zone, ms) => {
        const wall = wallTimeIn(zone, ms);
        const back = momentOfWallTime(zone, wall.day, wall.ms);
        expect(wallTimeIn(zone, back)).toEqual(wall);
        expect(back).toBeLessThanOrEqual(ms);
        if (zone === 'UTC') expect([back, wall.day]).toEqual([ms, new Date(ms).toISOString().slice(0, 10)]);
      }),
    );
  });

  it('is never of an earlier day than the one that was asked for, and of that day unless the zone has left it out', () => {
    const days = fc.integer({ min: at('1930-01-01') / dayMs, max: at('2100-01-01') / dayMs });
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, fc.integer({ min: 0, max: dayMs - 1 }), (zone, number, ms) => {
        const day = new Date(number * dayMs).toISOString().slice(0, 10);
        const wall = wallTimeIn(zone, momentOfWallTime(zone, day, ms));
        // A time late in the evening may be one that is not shown.
        const next = new Date((number + 1) * dayMs).toISOString().slice(0, 10);
        expect(
          zone === 'Pacific/Apia' || zone === 'Pacific/Kiritimati' || ms > dayMs - 7_200_000 ? [day, next] : [day],
        ).toContain(wall.day);
      }),
    );
  });

  it('is the same on a machine in any zone', () => {
    const module = new URL('../../src/zones/time-zone.ts', import.meta.url).href;
    const script = `
      const { wallTimeIn, momentOfWallTime } = await import(${JSON.stringify(module)});
      const found = [];
      for (const zone of ${JSON.stringify(zones)})
        for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 31 * 3_600_000) {
          const wall = wallTimeIn(zone, ms);
          found.push(wall.day, wall.ms, momentOfWallTime(zone, wall.day, 9_000_000));
        }
      console.log(JSON.stringify(found));`;
    const onMachineIn = (TZ: string): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
    const here = onMachineIn('UTC');
    for (const zone of ['America/Phoenix', 'Australia/Lord_Howe']) expect(onMachineIn(zone)).toBe(here);
  });
});

describe('the name of a zone', () => {
  it('is one that the runtime knows; an offset is none', () => {
    for (const name of [...zones, 'US/Eastern']) expect(timeZoneOf(name)).toBe(name);
    for (const name of ['', 'Europe/Berln', '+01:00', 'client', 'local']) expect(timeZoneOf(name)).toBeNull();
  });

  it('is guessed from a slip, and from a city', () => {
    expect(nearestTimeZone('Europe/Berln')).toBe('Europe/Berlin');
    expect(nearestTimeZone('new york')).toBe('America/New_York');
    expect(nearestTimeZone('tokyo')).toBe('Asia/Tokyo');
  });
});
