import { useCallback, useState } from 'react';

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  readonly set: (keys: readonly string[]) => void;
}

/** Which rows of a list are chosen, by their keys. */
export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => {
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  }, []);
  const set = useCallback((keys: readonly string[]) => setChosen(new Set(keys)), []);
  return { chosen, toggle, set };
}
