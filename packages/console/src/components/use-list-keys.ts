import { useEffect, useState } from 'react';

interface ListKeys {
  readonly length: number;
  readonly toggle: (index: number) => void;
  readonly open: (index: number) => void;
}

/**
 * Walks a list by keys: j and k go down and up, x chooses, Enter opens. Not while somebody types or answers a question. Gives
 * the index of the row where one is.
 */
export function useListKeys({ length, toggle, open }: ListKeys): readonly [number, (index: number) => void] {
  const [current, setCurrent] = useState(0);
  const index = Math.min(current, Math.max(0, length - 1));
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isTaken(event) || length === 0) return;
      if (event.key === 'j') setCurrent(Math.min(index + 1, length - 1));
      else if (event.key === 'k') setCurrent(Math.max(index - 1, 0));
      else if (event.key === 'x') toggle(index);
      else if (event.key === 'Enter' && isPage(event)) open(index);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [length, index, toggle, open]);
  useEffect(() => {
    document.querySelector('tr.current')?.scrollIntoView({ block: 'nearest' });
  });
  return [index, setCurrent];
}

const isTaken = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey ||
  metaKey ||
  altKey ||
  (target instanceof HTMLElement && target.matches('input:not([type=checkbox]), select, textarea, dialog *'));

/** Enter on a link or a button is meant for that. */
const isPage = ({ target }: KeyboardEvent): boolean =>
  !(target instanceof HTMLElement && target.closest('a, button, summary'));
