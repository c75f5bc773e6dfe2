import { useQuery } from '@tanstack/react-query';
import { mapQuery } from '../../api/queries.ts';
import { Answered } from '../../components/answered.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { AssociationTable } from './association-table.tsx';
import { MapDrawing } from './map-drawing.tsx';

/** What is connected, as a picture, and the same as a table. */
export function MapPage({ workspace }: { readonly workspace: string }) {
  const texts = useTexts();
  const query = useQuery(mapQuery(workspace));
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.map}</h1>
      </div>
      <Answered query={query}>
        {({ syncs, picture }) =>
          syncs.length === 0 ? (
            <div className="panel">{texts.health.noSyncs}</div>
          ) : (
            <>
              <Scrolling label={texts.map.picture} className="panel">
                <MapDrawing picture={picture} />
                <Legend />
              </Scrolling>
              <AssociationTable syncs={syncs} />
            </>
          )
        }
      </Answered>
    </>
  );
}

function Legend() {
  const texts = useTexts();
  return (
    <ul className="legend">
      {(['placed', 'waiting', 'unplaceable'] as const).map((state) => (
        <li key={state}>
          <svg width="34" height="8" aria-hidden="true">
            <line x1="0" y1="4" x2="34" y2="4" className={`map-association ${state}`} />
          </svg>
          {texts.map[state]}
        </li>
      ))}
    </ul>
  );
}
