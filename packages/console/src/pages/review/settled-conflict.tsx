import type { Conflict } from '../../api/queries.ts';
import { Value, visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConflictPanel } from './conflict-panel.tsx';

/** A conflict that waits for nobody: who won and why, or what somebody chose. */
export function SettledConflict({ workspace, conflict }: { readonly workspace: string; readonly conflict: Conflict }) {
  const texts = useTexts();
  const { winner, state, reason, resolution, left, right } = conflict;
  return (
    <ConflictPanel
      workspace={workspace}
      conflict={conflict}
      belowValue={(side) =>
        winner === side && (
          <div>
            <span className="badge good">{texts.review.won}</span>
          </div>
        )
      }
    >
      {resolution !== null && winner === null && (
        <div className="notice good">
          <span className="soft">{texts.review.chosen}</span>
          <Value value={resolution.left} />
          {String(resolution.left) !== String(resolution.right) && (
            <>
              <span className="soft value">
                {right.connection} · {visible(right.field)}
              </span>
              <Value value={resolution.right} />
            </>
          )}
        </div>
      )}
      <p className="soft">
        {resolution !== null ? (
          <>
            {texts.review.decidedBy(visible(resolution.by?.by ?? ''))} · <When at={resolution.at} />
          </>
        ) : state === 'settled' ? (
          texts.review.settledByEdit
        ) : winner === null ? (
          texts.review.because(texts.review.why[reason] ?? reason)
        ) : (
          texts.review.wonBecause((winner === 'left' ? left : right).connection, texts.review.why[reason] ?? reason)
        )}
        {state === 'sent' && ` · ${texts.review.underWay}`}
      </p>
    </ConflictPanel>
  );
}
