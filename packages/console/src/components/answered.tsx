import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface AnsweredProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What a query has brought; until then, that it loads; and what is wrong. Data that is there stays while it is asked for again. */
export function Answered<Data>({ query, children }: AnsweredProps<Data>) {
  const texts = useTexts();
  return (
    <>
      {query.isError && <ProblemNotice error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && children(query.data)}
      {query.isPending && (
        <div className="panel" role="status" aria-label={texts.common.loading}>
          <div className="skeleton" />
          <div className="skeleton" />
          <div className="skeleton" />
        </div>
      )}
    </>
  );
}
