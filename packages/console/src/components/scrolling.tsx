import type { ReactNode } from 'react';

interface ScrollingProps {
  /** What a screen reader calls it. */
  readonly label: string;
  /** Around it. */
  readonly className?: string;
  readonly children: ReactNode;
}

/** What may be wider than the window. It can be scrolled by keys, too, so it can be focused. */
export function Scrolling({ label, className = '', children }: ScrollingProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody can scroll it without a mouse
    <section className={`scroll ${className}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
