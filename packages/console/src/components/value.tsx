import { useState } from 'react';
import { useTexts } from '../texts/texts.tsx';

/** Of a long value, so many characters are shown until somebody asks for the rest. */
const shownLength = 400;

/** Nobody reads more on a page, and laying it out would take its time. */
const longestUnfolded = 100_000;

type Shown = string | boolean | readonly string[] | null | undefined;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** No name, reason or message is longer; a value beyond that is unfolded by whoever wants it. */
const longestShown = 2_000;

/**
 * Characters that cannot be seen, or that turn the direction of a line, are shown by their number: `⟨U+202E⟩`. What is longer than
 * `longest` characters ends in `…`.
 */
export function visible(text: string, longest = longestShown): string {
  const shown = text.length <= longest ? text : `${text.slice(0, longest)}…`;
  return shown.replaceAll(
    unseen,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/** What a record or an object is called, in a line. */
export const visibleName = (name: string): string => visible(name, 200);

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
  return <LongValue text={text} className={className} />;
}

/** The rest is laid out once somebody wants it: a page of long values would be slow otherwise. */
function LongValue({ text, className }: { readonly text: string; readonly className: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className={className}>{visible(text, shownLength)}</span>
      </summary>
      {isOpen && <span className={className}>{visible(text.slice(shownLength), longestUnfolded)}</span>}
    </details>
  );
}
