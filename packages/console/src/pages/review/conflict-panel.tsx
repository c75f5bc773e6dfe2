import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Conflict } from '../../api/queries.ts';
import { RecordLink } from '../../components/record-link.tsx';
import { Value, visible, visibleName } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';

interface ConflictPanelProps {
  readonly workspace: string;
  readonly conflict: Conflict;
  /** What stands below the value of a side. */
  readonly belowValue?: (side: 'left' | 'right') => ReactNode;
  readonly children: ReactNode;
}

/** A conflict of a record: both values with their times, what they were before, why they are in conflict and in which run that was seen. */
export function ConflictPanel({ workspace, conflict, belowValue, children }: ConflictPanelProps) {
  const texts = useTexts();
  const { left, run } = conflict;
  return (
    <section className="panel" aria-label={visible(`${visibleName(left.label)} ${left.field}`)}>
      <div className="row apart">
        <h2>
          <RecordLink workspace={workspace} connection={left.connection} id={left.id} label={left.label} />
        </h2>
        <span className="soft">
          {visible(conflict.sync)} ·{' '}
          <Link to="/workspaces/$workspace/runs/$run" params={{ workspace, run }}>
            {texts.record.run}
          </Link>{' '}
          · <When at={conflict.at} />
        </span>
      </div>
      <div className="twins">
        {(['left', 'right'] as const).map((side) => {
          const { connection, field, value, modifiedAt } = conflict[side];
          return (
            <div className={conflict.winner === side ? 'notice good' : 'notice'} key={side}>
              <span className="soft value">
                {connection} · {visible(field)}
              </span>
              <Value value={value} />
              {modifiedAt !== null && (
                <span className="soft">
                  {texts.review.edited} <When at={Date.parse(modifiedAt)} />
                </span>
              )}
              {belowValue?.(side)}
            </div>
          );
        })}
        <div className="notice">
          <span className="soft">{texts.record.base}</span>
          <Value value={left.base} />
        </div>
      </div>
      {children}
    </section>
  );
}
