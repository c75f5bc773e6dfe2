import type { MapDocument } from '../../api/queries.ts';
import { Scrolling } from '../../components/scrolling.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

const arrows = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' } as const;

/** Every object sync with its match keys, and how far each of its associations has come. */
export function AssociationTable({ syncs }: Pick<MapDocument, 'syncs'>) {
  const texts = useTexts();
  const counted = (count: number | undefined) => (count === undefined ? '' : texts.number(count));
  return (
    <Scrolling label={texts.map.table} className="panel flush">
      <table className="table">
        <caption className="visually-hidden">{texts.map.table}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.pages.sync}</th>
            <th scope="col">{texts.map.objects}</th>
            <th scope="col">{texts.map.matchedOn}</th>
            <th scope="col">{texts.map.association}</th>
            <th scope="col" className="number">
              {texts.map.placed}
            </th>
            <th scope="col" className="number">
              {texts.map.waiting}
            </th>
            <th scope="col" className="number">
              {texts.map.unplaceable}
            </th>
          </tr>
        </thead>
        <tbody>
          {syncs.flatMap((sync) => {
            const { name, implied, left, right, direction, matchedOn, associations } = sync;
            const keys = matchedOn.map((parts) => parts.map((part) => `${part.left} = ${part.right}`).join(' + '));
            const rows = associations.length === 0 ? [null] : associations;
            return rows.map((association, index) => (
              <tr key={`${name} ${association?.left} ${association?.via}`}>
                {index === 0 && (
                  <>
                    <th scope="row" rowSpan={rows.length}>
                      {visible(name)} {implied && <span className="badge">{texts.map.implied}</span>}
                    </th>
                    <td rowSpan={rows.length} className="value">
                      {visible(`${left.app} ${left.object} ${arrows[direction]} ${right.app} ${right.object}`)}
                    </td>
                    <td rowSpan={rows.length} className="value">
                      {visible(keys.join('\n'))}
                    </td>
                  </>
                )}
                <td className="value">
                  {association !== null &&
                    visible(`${association.left} ${arrows[association.direction]} ${association.right}`)}
                </td>
                <td className="number">{counted(association?.coverage?.placed)}</td>
                <td className="number">{counted(association?.coverage?.waiting)}</td>
                <td className="number">{counted(association?.coverage?.unplaceable)}</td>
              </tr>
            ));
          })}
        </tbody>
      </table>
    </Scrolling>
  );
}
