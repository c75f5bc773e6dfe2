import type { MapPicture } from '../../api/queries.ts';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

const arrows = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' } as const;

/** The picture that the service laid out. For a screen reader it is one image: the table below says all of it. */
export function MapDrawing({ picture }: { readonly picture: MapPicture }) {
  const texts = useTexts();
  const { width, height, columns, objects, pairs, associations } = picture;
  return (
    <svg className="map" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{texts.map.described(objects.length, pairs.length, associations.length / 2)}</title>
      {columns.map(({ x, y, title }) => (
        <text key={`${x}`} x={x} y={y} className="map-column">
          {visible(title)}
        </text>
      ))}
      {associations.map(({ sync, path, label, anchor, title, note, isMark, state }) => (
        <g key={`${sync} ${path} ${title}`}>
          <title>{visible(note === '' ? title : `${title}: ${note}`)}</title>
          <path d={path} className={`map-association ${state} ${isMark ? 'mark' : ''}`} />
          <text x={label.x} y={label.y} textAnchor={anchor} className={`map-label ${isMark ? 'mark' : ''}`}>
            {visible(title)}
          </text>
        </g>
      ))}
      {pairs.map(({ sync, path, label, anchor, implied, title, note, direction }) => (
        <g key={sync}>
          <path d={path} className={`map-pair ${implied ? 'implied' : ''}`} />
          <text x={label.x} y={label.y - 7} textAnchor={anchor} className="map-sync">
            {visible(title)} {arrows[direction]}
          </text>
          <text x={label.x} y={label.y + 16} textAnchor={anchor} className="map-pair-note">
            {visible(note)}
          </text>
        </g>
      ))}
      {objects.map((object) => (
        <g key={`${object.x} ${object.y}`}>
          <rect x={object.x} y={object.y} width={object.width} height={object.height} rx="8" className="map-object" />
          <text x={object.x + object.width / 2} y={object.y + (object.note === '' ? 28 : 21)} className="map-title">
            {visible(object.title)}
          </text>
          {object.note !== '' && (
            <text x={object.x + object.width / 2} y={object.y + 37} className="map-note">
              {visible(object.note)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
