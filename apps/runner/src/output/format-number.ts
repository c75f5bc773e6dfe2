const format = new Intl.NumberFormat('en-US');

/** `48,120` */
export function formatNumber(value: number): string {
  return format.format(value);
}

/** `1 problem`, `2 problems`, `48,120 records` */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(value)} ${value === 1 ? noun : plural}`;
}
