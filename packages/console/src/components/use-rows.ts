import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useListKeys } from './use-list-keys.ts';
import { type Selection, useSelection } from './use-selection.ts';

interface Rows<Row> extends Selection {
  /** Of those that are shown, the ones that are chosen. */
  readonly picked: readonly Row[];
  /** The index of the row where one is. */
  readonly current: number;
  readonly setCurrent: (index: number) => void;
}

/** Rows about records that are walked, chosen and opened by keys as well as by the mouse. */
export function useRows<Row extends { readonly id: string }>(
  workspace: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Rows<Row> {
  const navigate = useNavigate();
  const selection = useSelection();
  const { chosen, toggle } = selection;
  const toggleRow = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row) toggle(keyOf(row));
    },
    [rows, toggle, keyOf],
  );
  const openRow = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row)
        void navigate({ to: '/workspaces/$workspace/records', params: { workspace }, search: { search: row.id } });
    },
    [rows, navigate, workspace],
  );
  const [current, setCurrent] = useListKeys({ length: rows.length, toggle: toggleRow, open: openRow });
  return { ...selection, picked: rows.filter((row) => chosen.has(keyOf(row))), current, setCurrent };
}
