import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Operation, operationsQuery, pageSize } from '../api/queries.ts';
import { useTexts } from '../texts/texts.tsx';
import { Answered } from './answered.tsx';
import { Pager } from './pager.tsx';
import { Scrolling } from './scrolling.tsx';
import { Value, visible } from './value.tsx';

/** What a plan would write, a page at a time. */
export function PlannedOperations({ workspace, job }: { readonly workspace: string; readonly job: string }) {
  const texts = useTexts();
  const [offset, setOffset] = useState(0);
  const query = useQuery(operationsQuery(workspace, job, offset));
  return (
    <Answered query={query}>
      {({ items, total }) =>
        total === 0 ? (
          <p>
            <span className="badge good">{texts.plan.nothing}</span>
          </p>
        ) : (
          <div className="stack">
            <Scrolling label={texts.plan.operations}>
              <table className="table">
                <caption className="visually-hidden">{texts.plan.operations}</caption>
                <thead>
                  <tr>
                    <th scope="col">{texts.pages.sync}</th>
                    <th scope="col">{texts.plan.writesTo}</th>
                    <th scope="col">{texts.record.record}</th>
                    <th scope="col">{texts.log.changes}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((operation) => (
                    <tr key={`${operation.sync} ${operation.side} ${operation.kind} ${operation.id}`}>
                      <td>{visible(operation.sync)}</td>
                      <td>
                        {operation.connection} <span className="badge">{texts.plan.kinds[operation.kind]}</span>
                      </td>
                      <th scope="row" className="value">
                        {visible(operation.label)}
                      </th>
                      <td>
                        <Changes operation={operation} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
            <Pager offset={offset} limit={pageSize} total={total} go={setOffset} />
          </div>
        )
      }
    </Answered>
  );
}

function Changes({ operation }: { readonly operation: Operation }) {
  const isNew = operation.kind === 'create';
  return (
    <ul className="plain">
      {operation.fields.map((field) => (
        <li key={field.field}>
          <span className="value">{visible(field.field)}</span>:{' '}
          {!isNew && (
            <>
              <Value value={field.before} tone="before" /> →{' '}
            </>
          )}
          <Value value={field.after} tone="after" />
        </li>
      ))}
      {operation.associations.map(({ field, added, removed }) => (
        <li key={field} className="value">
          {visible(field)}: {added.map((one) => `+ ${visible(one)}`).join(', ')}{' '}
          {removed.map((one) => `− ${visible(one)}`).join(', ')}
        </li>
      ))}
    </ul>
  );
}
