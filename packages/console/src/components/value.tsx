import { useTexts } from '../texts/texts.tsx';

/** Of a long value, so many characters are shown until somebody asks for the rest. */
const shownLength = 400;

type Shown = string | boolean | readonly string[] | null | undefined;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Characters that cannot be seen, or that turn the direction of a line, are shown by their number: `⟨U+202E⟩`. */
export const visible = (text: string): string =>
  text.replaceAll(
    unseen,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );

/** A value of a record, always as text and never as anything else. */
export function Value({ value, tone }: { readonly value: Shown; readonly tone?: 'before' | 'after' }) {
  const texts = useTexts();
  if (value === undefined || value === null || value === '') return <span className="soft">{texts.common.empty}</span>;
  const text =
    typeof value === 'boolean'
      ? value
        ? texts.common.yes
        : texts.common.no
      : typeof value === 'string'
        ? value
        : value.join(', ');
  const className = `value ${tone ?? ''}`;
  if (text.length <= shownLength) return <span className={className}>{visible(text)}</span>;
  return (
    <details>
      <summary>
        <span className={className}>{visible(text.slice(0, shownLength))}…</span>
      </summary>
      <span className={className}>{visible(text.slice(shownLength, 100_000))}</span>
    </details>
  );
}
