import type { MapPicture } from '../operations/documents/map-document.ts';
import { visible } from '../output/visible.ts';

/** Colours that can be told apart on white and on black, by people who see few colours too: the strokes differ as well. */
const strokes = {
  unknown: { colour: '#5b6b6a', dash: '' },
  placed: { colour: '#2f7d4f', dash: '' },
  waiting: { colour: '#a26a00', dash: '7 4' },
  unplaceable: { colour: '#c03a33', dash: '2 4' },
} as const;

/** The picture as an SVG of its own, on white. */
export function drawMap(picture: MapPicture, title: string): string {
  const { width, height } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${text(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...picture.columns.map(
      (column) =>
        `<text x="${column.x}" y="${column.y}" text-anchor="middle" font-size="14" font-weight="600" fill="#14201f">${text(column.title)}</text>`,
    ),
    ...picture.associations.map(drawAssociation),
    ...picture.pairs.map(drawPair),
    ...picture.objects.map(drawObject),
    '</svg>',
    '',
  ].join('\n');
}

function drawAssociation({
  path,
  label,
  anchor,
  title,
  note,
  isMark,
  state,
}: MapPicture['associations'][number]): string {
  const { colour, dash } = strokes[state];
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  const told = note === '' ? title : `${title}: ${note}`;
  return [
    `<g><title>${text(told)}</title>`,
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${isMark ? 1.5 : 2.5}"${dashes}/>`,
    `<text x="${label.x}" y="${label.y}" text-anchor="${anchor}" fill="#14201f"${isMark ? ' font-style="italic"' : ''}>${text(title)}</text></g>`,
  ].join('');
}

function drawPair({
  path,
  label: { x, y },
  anchor,
  implied,
  title,
  note,
  direction,
}: MapPicture['pairs'][number]): string {
  const arrow = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' }[direction];
  return [
    `<path d="${path}" fill="none" stroke="#0f5c5a" stroke-width="2"${implied ? ' stroke-dasharray="6 5"' : ''}/>`,
    `<text x="${x}" y="${y - 7}" text-anchor="${anchor}" font-weight="600" fill="#0f5c5a">${text(`${title} ${arrow}`)}</text>`,
    `<text x="${x}" y="${y + 16}" text-anchor="${anchor}" fill="#4a5958">${text(note)}</text>`,
  ].join('');
}

function drawObject({ x, y, width, height, title, note }: MapPicture['objects'][number]): string {
  const middle = x + width / 2;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="#eef4f3" stroke="#0f5c5a" stroke-width="1.5"/>`,
    `<text x="${middle}" y="${y + (note === '' ? 28 : 21)}" text-anchor="middle" font-size="14" fill="#14201f">${text(title)}</text>`,
    note === '' ? '' : `<text x="${middle}" y="${y + 37}" text-anchor="middle" fill="#4a5958">${text(note)}</text>`,
  ].join('');
}

/** Names come from apps: nothing in them may be read as part of the picture. */
const text = (told: string): string =>
  visible(told).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
