import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTexts } from '../texts/texts.tsx';

type List = Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;

/** Asks for the next page of a long list. */
export function More({ list }: { readonly list: List }) {
  const texts = useTexts();
  if (!list.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button"
      disabled={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {list.isFetchingNextPage ? texts.common.loading : texts.common.more}
    </button>
  );
}
