import type { Status } from '../../api/queries.ts';
import { Scrolling } from '../../components/scrolling.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** What each connection has cost of its app's allowance. */
export function CallsTable({ calls }: { readonly calls: Status['calls'] }) {
  const texts = useTexts();
  if (calls.length === 0) return null;
  const told = (count: number, most: number | undefined) =>
    most === undefined ? texts.number(count) : texts.common.of(count, most);
  return (
    <Scrolling label={texts.health.calls} className="panel flush">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.pages.connections}</th>
            <th scope="col" className="number">
              {texts.health.calls}
            </th>
            <th scope="col" className="number">
              {texts.health.callsThisMonth}
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map(({ connection, today, thisMonth, callsPerDay, callsPerMonth }) => (
            <tr key={connection}>
              <th scope="row">{connection}</th>
              <td className="number">{told(today, callsPerDay)}</td>
              <td className="number">{told(thisMonth, callsPerMonth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
