import { Link } from '@tanstack/react-router';
import type { RecordStory } from '../../api/queries.ts';
import { Scrolling } from '../../components/scrolling.tsx';
import { Value, visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** Every mapped field with both values, what both had agreed on, and who wrote it last. */
export function FieldTable({ story, workspace }: { readonly story: RecordStory; readonly workspace: string }) {
  const texts = useTexts();
  const open = (field: RecordStory['fields'][number]) =>
    story.conflicts.some((conflict) => conflict.state === 'waiting' && conflict.left.field === field.left.name);
  return (
    <Scrolling label={texts.record.fields} className="panel flush">
      <table className="table">
        <caption className="visually-hidden">{texts.record.fields}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.record.field}</th>
            <th scope="col">{story.connections.left}</th>
            <th scope="col">{story.connections.right}</th>
            <th scope="col">{texts.record.base}</th>
            <th scope="col">{texts.record.written}</th>
          </tr>
        </thead>
        <tbody>
          {story.fields.map((field) => (
            <tr key={`${field.left.name} ${field.right.name}`}>
              <th scope="row" className="value">
                {visible(field.left.name)} ⇄ {visible(field.right.name)}{' '}
                {open(field) && <span className="badge warn">{texts.record.conflict}</span>}
              </th>
              <td>
                <Value value={field.left.value} />
              </td>
              <td>
                <Value value={field.right.value} />
              </td>
              <td>
                <Value value={field.left.base} />
              </td>
              <td>
                {field.written === null ? (
                  <span className="soft">{texts.common.never}</span>
                ) : (
                  <>
                    {field.written.connection}{' '}
                    <Link to="/workspaces/$workspace/runs/$run" params={{ workspace, run: field.written.run }}>
                      <When at={field.written.at} />
                    </Link>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
