import { useQuery } from '@tanstack/react-query';
import { linkOptions } from '@tanstack/react-router';
import { statusQuery } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { mayWrite } from '../../api/session.ts';
import { Tabs } from '../../components/tabs.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { AmbiguousList } from './ambiguous-list.tsx';
import { BrakeList } from './brake-list.tsx';
import { ConflictList, type ConflictsShown } from './conflict-list.tsx';
import { DecisionList } from './decision-list.tsx';
import { FailingList } from './failing-list.tsx';

export const reviewTabs = ['failing', 'ambiguous', 'conflicts', 'decisions', 'brakes'] as const;
export type ReviewTab = (typeof reviewTabs)[number];

interface ReviewPageProps {
  readonly workspace: string;
  readonly session: Session;
  readonly tab: ReviewTab;
  /** Of the failing records, those of this cause. `null`: all. */
  readonly cause: string | null;
  readonly show: ConflictsShown;
}

/** Everything that waits for a person, by what it is. */
export function ReviewPage({ workspace, session, tab, cause, show }: ReviewPageProps) {
  const texts = useTexts();
  const { data: status } = useQuery(statusQuery(workspace));
  const sum = (read: (sync: NonNullable<typeof status>['syncs'][number]) => number) =>
    status?.syncs.reduce((total, sync) => total + read(sync), 0) ?? 0;
  const counts: Readonly<Record<ReviewTab, number>> = {
    failing: sum((sync) => sync.failing),
    ambiguous: sum((sync) => sync.ambiguous),
    conflicts: sum((sync) => sync.undecided),
    decisions: sum((sync) => sync.inReview),
    brakes: sum((sync) => sync.brakes.length),
  };
  const list = { workspace, session };
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.review}</h1>
        <span className="soft">{texts.review.keys}</span>
      </div>
      {!mayWrite(session) && <div className="notice">{texts.common.noRight('operator')}</div>}
      <Tabs
        label={texts.pages.review}
        names={reviewTabs}
        shown={tab}
        to={(name) =>
          linkOptions({ to: '/workspaces/$workspace/review', params: { workspace }, search: { tab: name } })
        }
      >
        {(name) => (
          <>
            {texts.review.tabs[name]}{' '}
            {counts[name] > 0 && <span className="badge warn">{texts.number(counts[name])}</span>}
          </>
        )}
      </Tabs>
      {tab === 'failing' && <FailingList {...list} cause={cause} />}
      {tab === 'ambiguous' && <AmbiguousList {...list} />}
      {tab === 'conflicts' && <ConflictList {...list} show={show} />}
      {tab === 'decisions' && <DecisionList {...list} />}
      {tab === 'brakes' && <BrakeList {...list} />}
    </>
  );
}
