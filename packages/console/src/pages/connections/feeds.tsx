import type { Schemas } from '../../api/client.ts';
import { visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';

interface FeedsProps {
  readonly feeds: Schemas['connections']['connections'][number]['feeds'];
}

/** How an app says by itself what changes, since when, and what keeps it from doing so. */
export function Feeds({ feeds }: FeedsProps) {
  const texts = useTexts();
  if (feeds.length === 0) return <p className="soft">{texts.connections.noFeed}</p>;
  return feeds.map(({ kind, state, since, hintedAt, trouble }) => (
    <div key={kind} className={state === 'silent' || state === 'replaced' ? 'notice' : undefined}>
      <p>
        {texts.connections.feeds[kind][state]}
        {trouble !== null && (
          <>
            {' '}
            (<When at={trouble.at} />)
          </>
        )}{' '}
        <span className="soft">
          {texts.connections.feedSince}: <When at={since} /> · {texts.connections.lastHint}: <When at={hintedAt} />
        </span>
      </p>
      {trouble !== null && <p className="value">{visible(trouble.reason)}</p>}
    </div>
  ));
}
