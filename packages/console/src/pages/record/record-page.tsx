import { useQuery } from '@tanstack/react-query';
import { type RecordAddress, recordQuery } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { RecordStoryView } from './record-story.tsx';

interface RecordPageProps {
  readonly workspace: string;
  readonly address: RecordAddress;
  readonly session: Session;
}

/** The story of a record: both twins, every field, associations, and what was written when. */
export function RecordPage({ workspace, address, session }: RecordPageProps) {
  const texts = useTexts();
  const query = useQuery(recordQuery(workspace, address));
  return (
    <Answered query={query}>
      {({ records }) =>
        records.length === 0 ? (
          <div className="panel">{texts.record.notFound}</div>
        ) : (
          records.map((story) => (
            <RecordStoryView key={`${story.sync} ${story.id}`} {...{ workspace, story, session }} />
          ))
        )
      }
    </Answered>
  );
}
