/** `P1Y2M10D`, `P2W`, `PT12H`: whole years, months, weeks, days, and times of day. */
export interface IsoPeriod {
  readonly months: number;
  readonly ms: number;
}

const form = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** `undefined`: it is none. */
export function readPeriod(text: string): IsoPeriod | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const hoursInAll = (weeks * 7 + days) * 24 + hours;
  return { months: years * 12 + months, ms: ((hoursInAll * 60 + minutes) * 60 + seconds) * 1000 };
}

/** Of a month that is shorter, its last day is meant. */
export function shifted(time: number, { months, ms }: IsoPeriod, direction: 1 | -1): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + direction * months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime() + direction * ms;
}
