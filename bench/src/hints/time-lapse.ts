import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Loaded before a program: its time runs `LINKWRIGHT_BENCH_LAPSE` times as fast, clock and timers alike, so that an hour of a service can be
 * counted in minutes. What it measures by the machine's own counters, and time-outs of the system, stay as they are.
 */
const { LINKWRIGHT_BENCH_LAPSE = '1', LINKWRIGHT_BENCH_BEGAN = String(Date.now()) } = process.env;
const lapse = Number(LINKWRIGHT_BENCH_LAPSE);
/** Since when, in milliseconds since 1970: processes that begin at other moments have the same time. */
const began = Number(LINKWRIGHT_BENCH_BEGAN);
const realNow = Date.now.bind(Date);
const lapsedNow = (): number => Math.round(began + (realNow() - began) * lapse);

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, itself) =>
    given.length === 0
      ? new target(lapsedNow())
      : Reflect.construct(target, given, itself === target ? target : itself),
  get: (target, name) => (name === 'now' ? lapsedNow : Reflect.get(target, name)),
});

const lapsed = <Timer extends typeof setTimeout | typeof setInterval>(timer: Timer): Timer =>
  new Proxy(timer, {
    apply: (real, itself, [work, ms = 0, ...given]) => Reflect.apply(real, itself, [work, ms / lapse, ...given]),
  });
globalThis.setTimeout = lapsed(globalThis.setTimeout);
globalThis.setInterval = lapsed(globalThis.setInterval);

const realWait = timers.setTimeout;
timers.setTimeout = (ms = 0, value, options) => realWait(ms / lapse, value, options);
syncBuiltinESMExports();
