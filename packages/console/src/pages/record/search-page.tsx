import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { foundRecordsQuery } from '../../api/queries.ts';
import { Answered } from '../../components/answered.tsx';
import { RecordLink } from '../../components/record-link.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { useTexts } from '../../texts/texts.tsx';

interface SearchPageProps {
  readonly workspace: string;
  readonly search: string;
}

/** Finds records of all objects by any match key or id. What is looked for stands in the address. */
export function SearchPage({ workspace, search }: SearchPageProps) {
  const texts = useTexts();
  const [text, setText] = useState(search);
  const navigate = useNavigate();
  const name = useId();
  const query = useQuery(foundRecordsQuery(workspace, search));
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.record}</h1>
      </div>
      <search>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            void navigate({
              to: '/workspaces/$workspace/records',
              params: { workspace },
              search: { search: text.trim() },
            });
          }}
        >
          <div className="field grow">
            <label htmlFor={name}>{texts.record.keyOrId}</label>
            <input id={name} className="input" value={text} onChange={(event) => setText(event.target.value)} />
          </div>
          <button type="submit" className="button main">
            {texts.common.search}
          </button>
        </form>
      </search>
      {search !== '' && (
        <Answered query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <div className="panel">{texts.record.notFound}</div>
            ) : (
              <Scrolling label={texts.pages.record} className="panel flush">
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">{texts.record.record}</th>
                      <th scope="col">{texts.pages.sync}</th>
                      <th scope="col">{texts.record.app}</th>
                      <th scope="col">{texts.record.twin}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(({ sync, connection, object, id, label, twin, gone }) => (
                      <tr key={`${sync} ${connection} ${object} ${id}`}>
                        <th scope="row">
                          <RecordLink {...{ workspace, connection, object, id, label }} />{' '}
                          {gone && <span className="badge bad">{texts.record.gone}</span>}
                        </th>
                        <td>{sync}</td>
                        <td>
                          {connection} · <code className="value">{id}</code>
                        </td>
                        <td>
                          {twin === null ? <span className="soft">{texts.record.noTwin}</span> : <code>{twin}</code>}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scrolling>
            )
          }
        </Answered>
      )}
    </>
  );
}
