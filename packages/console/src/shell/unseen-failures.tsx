import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ProblemNotice } from '../components/problem-notice.tsx';

interface UnseenFailure {
  readonly id: number;
  readonly error: unknown;
}

/** What was asked for in a view that had gone by the time it failed: that view cannot tell it any more. */
export function UnseenFailures() {
  const asked = useQueryClient().getMutationCache();
  const [failures, setFailures] = useState<readonly UnseenFailure[]>([]);
  useEffect(() => {
    const watching = new Map<number, number>();
    return asked.subscribe((event) => {
      if (event.mutation === undefined) return;
      const { mutationId: id } = event.mutation;
      const watchers = watching.get(id) ?? 0;
      if (event.type === 'observerAdded') watching.set(id, watchers + 1);
      else if (event.type === 'observerRemoved') watching.set(id, watchers - 1);
      else if (event.type === 'removed') watching.delete(id);
      else if (event.type === 'updated' && event.action.type === 'error' && watchers === 0) {
        const { error } = event.action;
        setFailures((before) => [...before, { id, error }]);
      }
    });
  }, [asked]);
  return failures.map(({ id, error }) => (
    <ProblemNotice
      key={id}
      error={error}
      close={() => setFailures((before) => before.filter((one) => one.id !== id))}
    />
  ));
}
