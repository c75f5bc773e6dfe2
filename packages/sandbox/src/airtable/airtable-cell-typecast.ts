import type { CellDraft } from './airtable-cell-draft.ts';
import { unparsableValue } from './airtable-errors.ts';
import { isNumberType, isTextType } from './airtable-field-types.ts';
import { namesIn } from './airtable-names-in.ts';
import type { FieldState } from './airtable-state.ts';
import { slashesToIso } from './airtable-times.ts';

const ticks: ReadonlySet<string> = new Set(['true', 'yes', '1', 'checked', 'x', '✓']);

/**
 * Airtable's best effort to make a field's value of something else, mostly of a text. Null empties the cell; what it
 * cannot convert is left as it is and judged like any other value.
 */
export function typecastValue(draft: CellDraft, field: FieldState, sent: unknown): unknown {
  if (isTextType(field.type)) return typecastText(sent);
  if (isNumberType(field.type)) return typeof sent === 'string' ? numberOf(field, sent) : sent;
  switch (field.type) {
    case 'checkbox':
      if (typeof sent === 'string') return ticks.has(sent.trim().toLowerCase()) || null;
      return typeof sent === 'number' ? sent !== 0 || null : sent;
    case 'date':
    case 'dateTime':
      return typeof sent === 'string' ? slashesToIso(sent, isDayFirst(field)) : sent;
    case 'singleSelect':
      return typeof sent === 'string' ? sent.trim() : typecastText(sent);
    case 'multipleSelects':
      if (typeof sent === 'string') return namesIn(sent);
      return Array.isArray(sent)
        ? sent.map((item: unknown) => (typeof item === 'string' ? item.trim() : item))
        : [sent];
    case 'singleCollaborator':
      return typeof sent === 'string' ? person(draft, sent) : sent;
    case 'multipleCollaborators': {
      const people: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
      return people.map((item) => (typeof item === 'string' ? person(draft, item) : item));
    }
    case 'barcode':
      return typeof sent === 'string' ? { text: sent } : sent;
    default:
      return sent;
  }
}

function typecastText(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.join(', ');
  return typeof sent === 'number' || typeof sent === 'boolean' ? String(sent) : sent;
}

function numberOf(field: FieldState, text: string): number | null {
  if (field.type === 'duration' && text.includes(':')) {
    return (
      text.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0) *
      (text.split(':').length === 2 ? 60 : 1)
    );
  }
  const digits = text.replace(/[,\s%\p{Sc}]/gu, '');
  if (digits === '') return null;
  const value = Number(digits);
  if (Number.isNaN(value)) throw unparsableValue(field.name, text);
  return text.includes('%') ? value / 100 : value;
}

function isDayFirst(field: FieldState): boolean {
  const format = field.options?.dateFormat;
  return typeof format === 'object' && format !== null && 'name' in format && format.name === 'european';
}

/** By id, by e-mail, or by the name of somebody known. */
function person(draft: CellDraft, text: string): unknown {
  if (text.includes('@')) return { email: text };
  for (const user of draft.state.users.values()) if (user.name === text) return { id: user.id };
  return { id: text };
}
