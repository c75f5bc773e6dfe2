import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MapDocument } from '../../api/queries.ts';
import { type Ends, fieldPairsQuery } from '../../api/set-up-queries.ts';
import { Answered } from '../../components/answered.tsx';
import { Samples } from '../../components/samples.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

type MappedSync = MapDocument['syncs'][number];

interface MappedFieldsProps {
  readonly workspace: string;
  readonly sync: MappedSync;
  /** May the apps be asked for values? */
  readonly mayAsk: boolean;
}

const arrows = { 'two-way': '↔', 'left-to-right': '→', 'right-to-left': '←' } as const;

/** Which fields are kept in step, and once somebody asks, with values of both apps and what becomes of them. */
export function MappedFields({ workspace, sync, mayAsk }: MappedFieldsProps) {
  const texts = useTexts();
  const [isAsked, setAsked] = useState(false);
  const ends: Ends = { left: endOf(sync.left), right: endOf(sync.right) };
  const pairs = sync.fields.map(({ left, right }) => ({ left, right }));
  const query = useQuery({ ...fieldPairsQuery(workspace, ends, pairs), enabled: isAsked && pairs.length > 0 });
  const samplesOf = (field: MappedSync['fields'][number]) =>
    query.data?.pairs.find(({ left, right }) => left === field.left && right === field.right)?.samples;
  if (sync.fields.length === 0) return null;
  return (
    <section className="panel flush" aria-label={texts.sync.fields}>
      <Scrolling label={texts.sync.fields}>
        <table className="table">
          <caption>{texts.sync.fields}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.record.field}</th>
              {query.data !== undefined && (
                <>
                  <th scope="col">{texts.setUp.fromTo(ends.left.connection, ends.right.connection)}</th>
                  <th scope="col">{texts.setUp.fromTo(ends.right.connection, ends.left.connection)}</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {sync.fields.map((field) => (
              <tr key={JSON.stringify(field)}>
                <th scope="row" className="value">
                  {visible(`${field.left} ${arrows[field.direction]} ${field.right}`)}
                </th>
                {query.data !== undefined &&
                  (['left', 'right'] as const).map((side) => (
                    <td key={side}>
                      <Samples samples={samplesOf(field) ?? []} from={side} />
                    </td>
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {mayAsk && query.data === undefined && (
        <div className="padded stack">
          {isAsked && <Answered query={query}>{() => null}</Answered>}
          <div className="row">
            <button type="button" className="button" disabled={query.isFetching} onClick={() => setAsked(true)}>
              {texts.sync.showSamples}
            </button>
            <span className="soft">{texts.sync.samplesCost}</span>
          </div>
        </div>
      )}
    </section>
  );
}

const endOf = ({ connection, objectId }: MappedSync['left']) => ({ connection, object: objectId });
