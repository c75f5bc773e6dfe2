/**
 * Queries are built here and nowhere else. Field codes cannot hold signs that mean anything to a query; texts go
 * through `textLiteral`.
 */

/** Records per page; Kintone refuses more. */
export const pageSize = 500;

/** Between double quotes; Kintone refuses a raw tab or line break there. */
export function textLiteral(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\t', '\\t')
    .replaceAll('\r\n', '\\n')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

/** Records whose field holds one of these values, compared sign by sign. */
export function fieldIn(code: string, values: readonly string[]): string {
  return `${code} in (${values.map(textLiteral).join(',')})`;
}

export function fieldEquals(code: string, value: string): string {
  return `${code} = ${textLiteral(value)}`;
}

/** True where one of the parts is. */
export function anyOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(' or ');
}

/** True where all of the parts are. */
export function allOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(' and ');
}

/**
 * Records updated at this minute or later. Inclusive: times have no seconds, so the minute of the read before may have
 * gone on after it.
 */
export function updatedSince(code: string, minute: string): string {
  return `${code} >= ${textLiteral(minute)}`;
}

/** `YYYY-MM-DDTHH:mm:00Z`, as Kintone writes its times. */
export function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}:00Z`;
}

/** One page behind a record id, in the order of ids: an offset would skip records when others are deleted. */
export function seekQuery(condition: string | null, after: string): string {
  const behind = `$id > ${after}`;
  const where = condition === null ? behind : `(${condition}) and ${behind}`;
  return `${where} order by $id asc limit ${pageSize}`;
}
