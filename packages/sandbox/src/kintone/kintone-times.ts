const minuteMs = 60_000;

/** Kintone keeps all times by the minute: the seconds of what it shows are always 00. */
export function minuteOf(milliseconds: number): string {
  return `${new Date(Math.floor(milliseconds / minuteMs) * minuteMs).toISOString().slice(0, 17)}00Z`;
}

export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
