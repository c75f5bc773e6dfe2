import { useInfiniteQuery } from '@tanstack/react-query';
import { conflictsQuery } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { More } from '../../components/more.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConflictCard } from './conflict-card.tsx';
import { NothingHere } from './nothing-here.tsx';

interface ConflictListProps {
  readonly workspace: string;
  readonly session: Session;
}

/** Values that both apps had changed and that somebody is to decide. */
export function ConflictList({ workspace, session }: ConflictListProps) {
  const texts = useTexts();
  const list = useInfiniteQuery(conflictsQuery(workspace));
  return (
    <Answered query={list}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items);
        if (rows.length === 0) return <NothingHere />;
        return (
          <>
            <p className="soft">{texts.review.conflicts(pages[0]?.total ?? rows.length)}</p>
            {rows.map((conflict) => (
              <ConflictCard key={conflict.id} {...{ workspace, session, conflict }} />
            ))}
            <More list={list} />
          </>
        );
      }}
    </Answered>
  );
}
