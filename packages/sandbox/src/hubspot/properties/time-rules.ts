import { readPeriod, shifted } from './iso-period.ts';
import { keeping, type RuleKind, type WritingMoment } from './rule-kind.ts';

const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** Dates are kept as `YYYY-MM-DD`, so that they are compared as texts; moments are compared as milliseconds. */
export const timeRules: Readonly<Record<string, RuleKind>> = {
  START_DATE: { types: ['date'], read: withTime((value, time) => value >= dayOf(time)) },
  END_DATE: { types: ['date'], read: withTime((value, time) => value <= dayOf(time)) },
  START_DATETIME: { types: ['datetime'], read: withTime((value, time) => Date.parse(value) >= time) },
  END_DATETIME: { types: ['datetime'], read: withTime((value, time) => Date.parse(value) <= time) },
  AFTER_DURATION: { types: ['date'], read: withPeriod(1, today, (value, time) => value >= dayOf(time)) },
  BEFORE_DURATION: { types: ['date'], read: withPeriod(-1, today, (value, time) => value <= dayOf(time)) },
  AFTER_DATETIME_DURATION: {
    types: ['datetime'],
    read: withPeriod(
      1,
      ({ now }) => now,
      (value, time) => Date.parse(value) >= time,
    ),
  },
  BEFORE_DATETIME_DURATION: {
    types: ['datetime'],
    read: withPeriod(
      -1,
      ({ now }) => now,
      (value, time) => Date.parse(value) <= time,
    ),
  },
  DAYS_OF_WEEK: {
    types: ['date', 'datetime'],
    read: (wanted) => {
      if (wanted.length === 0 || !wanted.every((day) => days.includes(day))) return undefined;
      return keeping((value, { timeZone }) => {
        const day = value.includes('T') ? dayIn(Date.parse(value), timeZone) : value;
        return wanted.includes(days[new Date(day).getUTCDay()] ?? '');
      });
    },
  },
};

function withTime(keeps: (value: string, time: number) => boolean): RuleKind['read'] {
  return ([text = '', ...more]) => {
    const time = /^-?\d+$/.test(text) ? new Date(Number(text)).getTime() : Number.NaN;
    return more.length > 0 || Number.isNaN(time) ? undefined : keeping((value) => keeps(value, time));
  };
}

function withPeriod(
  direction: 1 | -1,
  from: (at: WritingMoment) => number,
  keeps: (value: string, time: number) => boolean,
): RuleKind['read'] {
  return ([text = '', ...more]) => {
    const period = more.length > 0 ? undefined : readPeriod(text);
    return period && keeping((value, at) => keeps(value, shifted(from(at), period, direction)));
  };
}

/** Midnight in UTC of the account's day. */
function today({ now, timeZone }: WritingMoment): number {
  return Date.parse(dayIn(now, timeZone));
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const dayIn = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(time);
