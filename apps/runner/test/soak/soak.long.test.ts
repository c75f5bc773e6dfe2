import { cpSync, mkdirSync, statSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTestRandom } from '@linkwright/core/testing';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { check } from '../../src/operations/check.ts';
import { createEmbeddedScheduler } from '../../src/service/embedded-scheduler.ts';
import type { PairRun } from '../../src/service/pair-run.ts';
import { Service } from '../../src/service/service.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { createHeldClock } from '../service/held-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { appNames, createSoakApps, shown } from './soak-apps.ts';
import { SoakPeople } from './soak-people.ts';

/** `LINKWRIGHT_SOAK_DAYS=30` is the whole month; it takes some four minutes. */
const days = Number(process.env.LINKWRIGHT_SOAK_DAYS ?? 8);
const seed = Number(process.env.LINKWRIGHT_SOAK_SEED ?? 1);
const hourMs = 3_600_000;
/** Of a service with one place for runs, each waits for time to pass. */
const loops = 4;
/** A service that has something to do is given so many milliseconds for it, by the clock of the machine. */
const mostTurns = 10_000;
/** Lines of the log that a failure is told with: what is kept of it must not grow beside what is measured. */
const keptLines = 20;

afterEach(() => vi.useRealTimers());

const syncsOf = (other: string, { phones, every }: { readonly phones: boolean; readonly every: string }): string =>
  [
    ['firms', 'firm', 'domain', '[{ left: domain, right: domain }, { left: name, right: name }]', ''],
    [
      'people',
      'person',
      'email',
      `[{ left: email, right: email }, { left: given, right: given }${phones ? ', { left: phone, right: phone }' : ''}]`,
      '    deletions: archive\n    sweep: 1h\n    associations: [{ left: firm, right: firm }]\n',
    ],
    [
      'deals',
      'deal',
      'number',
      '[{ left: number, right: number }, { left: stage, right: stage }]',
      '    associations: [{ left: people, right: people }]\n',
    ],
  ]
    .map(
      ([name, object, key, fields, more]) => `  ${name} of ${other}:
    left: { connection: hub, object: ${object} }
    right: { connection: ${other}, object: ${object} }
    every: ${every}
    match: { left: ${key}, right: ${key} }
    fields: ${fields}
${more}`,
    )
    .join('');

/** Bytes in use once nothing is left that nobody holds, code that V8 makes of functions included. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return getHeapSpaceStatistics().reduce((sum, space) => sum + space.space_used_size, 0);
}

const growth = (before = 0, after = 0): number => after / before;

it(`a service goes through ${days} days of outages, revoked tokens, edited files and a death a day`, async ({
  annotate,
}) => {
  const random = createTestRandom(seed);
  const draw = (below: number): number => Math.floor(random() * below);
  const start = Date.UTC(2026, 0, 1);
  // It moves on while something is done: the pace of calls needs that.
  vi.useFakeTimers({ toFake: ['Date'], now: start, shouldAdvanceTime: true, advanceTimeDelta: 1 });
  const world = createSoakApps(random);
  const people = new SoakPeople(world, random);
  people.begin();
  const root = await temporaryFolder();
  for (const name of appNames) {
    Reflect.set(globalThis, `soak-${name}`, world.connectors[name]);
    await writeFile(join(root, `${name}.js`), `export default globalThis['soak-${name}'];\n`);
  }
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');

  let place = join(root, 'life-1');
  const settings = { phones: true, every: '4h' };
  const file = (): string => `version: 1
keep: { audit: 2d, conflicts: 2d, runs: 2d }
connections:
${appNames.map((name) => `  ${name}: { connector: ../${name}.js, settings: { token: "\${${name.toUpperCase()}_TOKEN}" } }\n`).join('')}syncs:
${syncsOf('shop', settings)}${syncsOf('desk', { ...settings, phones: true })}`;
  const saveFile = (text = file()): Promise<void> => writeFile(join(place, 'linkwright.yaml'), text);
  const saveTokens = (): Promise<void> =>
    writeFile(
      join(place, '.env'),
      appNames.map((name) => `${name.toUpperCase()}_TOKEN=${world.tokens[name]}\n`).join(''),
    );
  await mkdir(place);
  await saveFile();
  await saveTokens();

  const held = createHeldClock(start);
  const clock = { now: Date.now, wait: held.wait };
  const told: string[] = [];
  const keep = (line: string): void => {
    told.push(line);
    if (told.length > keptLines) told.shift();
  };
  const outcomes = new Map<string, number>();
  const runs: PairRun[] = [];
  const live = () => {
    const ending = new AbortController();
    const service = new Service(
      {
        clock,
        log: pino({ level: 'warn' }, { write: keep }),
        events: createServiceEvents(clock.now),
        environment: {},
        directory: place,
      },
      {
        places: [],
        concurrency: 1,
        scheduler: createEmbeddedScheduler(clock),
        onRun: (_workspace, run) => {
          outcomes.set(run.outcome, (outcomes.get(run.outcome) ?? 0) + 1);
          runs.push(run);
          if (runs.length > 6) runs.shift();
        },
      },
    );
    return { service, ending, ended: service.run(ending.signal) };
  };
  let life = live();
  let deaths = 0;
  /** What is on the disk at this moment is all that is left; locks and memory go with the process. */
  const die = (): void => {
    const before = place;
    deaths += 1;
    place = join(root, `life-${deaths + 1}`);
    mkdirSync(join(place, '.linkwright'), { recursive: true, mode: 0o700 });
    for (const name of ['linkwright.yaml', '.env', '.linkwright/state.db', '.linkwright/state.db-wal']) {
      if (statSync(join(before, name), { throwIfNoEntry: false })) cpSync(join(before, name), join(place, name));
    }
  };
  /** Until nothing is left to do at this moment. */
  const settle = async (): Promise<void> => {
    for (;;) {
      const alive = world.life.number;
      for (let turns = 0; held.sleeping() < loops && world.life.number === alive; turns += 1) {
        if (turns > mostTurns)
          throw new Error(`the service does not come to rest (${held.sleeping()} wait): ${told.slice(-5).join('\n')}`);
        await wait(1);
      }
      if (world.life.number === alive) return;
      const { ending, ended, service } = life;
      const before = dirname(service.workspaces.values().next().value?.file ?? join(root, 'none', 'x'));
      ending.abort();
      await ended.catch(() => undefined);
      await rm(before, { recursive: true, force: true });
      life = live();
    }
  };
  const pass = async (ms: number): Promise<void> => {
    vi.setSystemTime(Date.now() + ms);
    await held.pass(ms);
    await settle();
  };
  await settle();
  const [workspace] = life.service.workspaces.values();
  if (workspace === undefined) throw new Error('nothing is served');
  const { connections } = await check(workspace.work(life.ending.signal));

  const used: number[] = [];
  const sizes: number[] = [];
  for (let day = 1; day <= days; day += 1) {
    const [outageOf, revokedOf] = [appNames[draw(3)] ?? 'hub', appNames[draw(3)] ?? 'hub'];
    const [outage, revoked] = [2 + draw(6), 2 + draw(6)];
    const [outageHours, revokedHours] = [1 + draw(5), 1 + draw(4)];
    for (let hour = 0; hour < 24; hour += 1) {
      const isCalm = hour >= 12;
      if (hour === outage) world.down.add(outageOf);
      if (hour === outage + outageHours) world.down.delete(outageOf);
      if (hour === revoked) world.tokens[revokedOf] = `${revokedOf}-${day + 1}`;
      if (hour === revoked + revokedHours) await saveTokens();
      if (hour === 1) world.dieIn(1 + draw(60), die);
      if (hour === 3 && day % 5 === 0) await saveFile(file().replace('right: email', 'right: emial'));
      if (hour === 5 && day % 5 === 0) {
        settings.phones = !settings.phones;
        settings.every = settings.every === '4h' ? '3h' : '4h';
        await saveFile();
      }
      for (let edit = 0; !isCalm && edit < 4; edit += 1) people.act();
      await pass(hourMs);
    }
    const phones = settings.phones;
    const [hub, shop, desk] = appNames.map((name) => shown(world.apps[name], { phones }));
    expect(
      shop,
      `shop on day ${day}: ${runs.map(({ outcome, message }) => `${outcome} ${message}`).join('\n')}`,
    ).toEqual(hub);
    expect(desk, `desk on day ${day}: ${told.slice(-12).join('')}`).toEqual(hub);
    // Nobody reads the apps' feeds of hints here, so that they would keep what they have to tell for ever.
    for (const name of appNames) {
      world.apps[name].forgetHints();
      // Nor does anybody take a record out of their trash.
      world.apps[name].emptyTrash();
    }
    used.push(bytesInUse());
    sizes.push(statSync(join(place, '.linkwright/state.db')).size);
  }
  expect(deaths).toBe(days);
  expect(outcomes.get('done')).toBeGreaterThan(days * 6);
  expect(outcomes.get('failed')).toBeGreaterThan(days / 2);

  const tenth = Math.min(9, days - 1);
  const memory = growth(used[1], used.at(-1));
  await annotate(
    `${[...outcomes].map(([name, count]) => `${count} ${name}`).join(', ')}; ${people.edits} edits; calls ${JSON.stringify(world.calls)}; ` +
      `memory of the last day / the second ${memory.toFixed(3)}; ` +
      `state ${sizes[tenth]} → ${sizes.at(-1)} bytes`,
  );
  expect(memory).toBeLessThanOrEqual(1.1);
  expect((sizes.at(-1) ?? 0) / (sizes[tenth] ?? 1)).toBeLessThanOrEqual(1.2);
  for (const { name, callsPerMonth } of connections) {
    const app = appNames.find((one) => one === name) ?? 'hub';
    // What `check` tells of a month in which nothing changes, the edits, and what a start and a failed turn cost.
    expect(world.calls[app], name).toBeLessThanOrEqual((callsPerMonth * days) / 30 + people.edits * 8 + deaths * 40);
  }
  life.ending.abort();
  await life.ended;
  expect(await readdir(root)).toHaveLength(appNames.length + 2);
});
