import { useInfiniteQuery } from '@tanstack/react-query';
import { linkOptions } from '@tanstack/react-router';
import { conflictsQuery } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { More } from '../../components/more.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConflictCard } from './conflict-card.tsx';
import { NothingHere } from './nothing-here.tsx';
import { SettledConflict } from './settled-conflict.tsx';

export const conflictsShown = ['open', 'settled'] as const;
export type ConflictsShown = (typeof conflictsShown)[number];

interface ConflictListProps {
  readonly workspace: string;
  readonly session: Session;
  readonly show: ConflictsShown;
}

/** Values that both apps had changed: those that somebody is to decide, or those that are settled, the latest first. */
export function ConflictList({ workspace, session, show }: ConflictListProps) {
  const texts = useTexts();
  const list = useInfiniteQuery(conflictsQuery(workspace, show === 'open'));
  return (
    <>
      <Tabs
        label={texts.review.whichConflicts}
        names={conflictsShown}
        shown={show}
        to={(name) =>
          linkOptions({
            to: '/workspaces/$workspace/review',
            params: { workspace },
            search: { tab: 'conflicts', show: name },
          })
        }
      >
        {(name) => texts.review.conflictsShown[name]}
      </Tabs>
      <Answered query={list}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return show === 'open' ? <NothingHere /> : <p>{texts.review.noneSettled}</p>;
          return (
            <>
              <p className="soft">{texts.review.conflicts(pages[0]?.total ?? rows.length)}</p>
              {rows.map((conflict) =>
                show === 'open' ? (
                  <ConflictCard key={conflict.id} {...{ workspace, session, conflict }} />
                ) : (
                  <SettledConflict key={conflict.id} {...{ workspace, conflict }} />
                ),
              )}
              <More list={list} />
            </>
          );
        }}
      </Answered>
    </>
  );
}
