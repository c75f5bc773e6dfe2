/** ISO 8601 in UTC as HubSpot writes it: the fraction is dropped when it is zero. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
