import { withoutTrailing } from '@linkwright/core';
/**
 * Formulas are built here and nowhere else. Fields are named by id, so that no name has to be escaped; texts go
 * through `textLiteral`.
 */

/** Between single quotes; `\` and `'` are the only signs that a formula's text has to escape. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** `true` where one of the parts is. A single part stays as it is. */
export function anyOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `OR(${parts.join(',')})`;
}

/** `true` where all of the parts are. A single part stays as it is. */
export function allOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `AND(${parts.join(',')})`;
}

/** Records with one of these ids. */
export function recordIdIn(ids: readonly string[]): string {
  return anyOf(ids.map((id) => `RECORD_ID()=${textLiteral(id)}`));
}

/**
 * Records created or modified after a moment (ISO 8601). Only edits of people and of calls count; a computed cell that
 * changed does not move the time of its record.
 */
export function modifiedAfter(moment: string): string {
  const literal = textLiteral(moment);
  return `OR(IS_AFTER(LAST_MODIFIED_TIME(),${literal}),IS_AFTER(CREATED_TIME(),${literal}))`;
}

/**
 * Records whose text is this one, whatever its case and the blanks around it. Of a text with line breaks or other
 * control characters, which a formula cannot spell, the longest piece is looked for: too many records rather than too few.
 */
export function textMatches(fieldId: string, text: string): string {
  const cell = `LOWER(TRIM({${fieldId}}&''))`;
  const pieces = text.split(controlCharacters);
  if (pieces.length === 1) return `${cell}=LOWER(${textLiteral(text.trim())})`;
  const longest = pieces.reduce((best, piece) => (piece.trim().length > best.length ? piece.trim() : best), '');
  return `FIND(LOWER(${textLiteral(longest)}),${cell})>0`;
}

/** Records whose text contains this one, whatever its case. */
export function textContains(fieldId: string, text: string): string {
  return `FIND(LOWER(${textLiteral(text)}),LOWER({${fieldId}}&''))>0`;
}

/**
 * Records whose number is this one up to half a unit of the last place. An empty cell counts as 0 in a comparison, so
 * it is left out by its text.
 */
export function numberMatches(fieldId: string, value: number, places: number): string {
  const tolerance = 0.5 / 10 ** places;
  const field = `{${fieldId}}`;
  return `AND((${field}&'')!='',${field}>=${plain(value - tolerance)},${field}<=${plain(value + tolerance)})`;
}

const controlCharacters = /\p{Cc}+/u;

/** A formula knows no exponents. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? withoutTrailing(withoutTrailing(value.toFixed(20), '0'), '.') : text;
}
