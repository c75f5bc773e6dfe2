import type { MappedAssociation, MappedSync } from '@linkwright/engine';
import stringWidth from 'string-width';
import type { MapPicture } from '../operations/documents/map-document.ts';
import { formatNumber } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';

/** Of a character of the small text, 12 pixels high, in a wide font; a Chinese or Japanese one takes two of them. */
const characterWidth = 7.6;
/** Of the larger text of boxes and columns. */
const largerBy = 14 / 12;
const boldBy = 1.08;

/** Longer names of apps are cut: the table and the tips of the picture have them whole. */
const longest = 48;

export const shortened = (text: string): string => {
  const characters = [...visible(text.slice(0, 2 * longest))];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
};

export const widthOf = (text: string): number => Math.ceil(stringWidth(text) * characterWidth);
export const titleWidth = (text: string): number => Math.ceil(widthOf(text) * largerBy * boldBy);
/** Of a sync's name with the arrow behind it. */
export const syncWidth = (text: string): number => Math.ceil(widthOf(`${text} ⇄⇄`) * boldBy);

export function pairNote({ matchedOn, linked }: MappedSync): string {
  const keys = matchedOn.map((parts) => parts.map((part) => part.left).join(' + ')).join(', then ');
  const told = keys === '' ? 'no match key' : shortened(`by ${keys}`);
  return linked === null ? told : `${told} · ${formatNumber(linked)} linked`;
}

type Coverage = NonNullable<MappedAssociation['coverage']>;

export const tellCoverage = ({ placed, waiting, unplaceable }: Coverage): string =>
  [
    `${formatNumber(placed)} placed`,
    waiting > 0 && `${formatNumber(waiting)} waiting`,
    unplaceable > 0 && `${formatNumber(unplaceable)} unplaceable`,
  ]
    .filter((text) => text !== false)
    .join(', ');

export function coverageState(coverage: Coverage | null): MapPicture['associations'][number]['state'] {
  if (coverage === null) return 'unknown';
  if (coverage.unplaceable > 0) return 'unplaceable';
  return coverage.waiting > 0 ? 'waiting' : 'placed';
}
