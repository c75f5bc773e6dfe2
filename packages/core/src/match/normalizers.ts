import type { CanonicalValue } from '../contract/canonical-value.ts';
import type { NormalizerName } from '../sync/object-sync.ts';
import { withoutTrailing } from '../text/without-trailing.ts';
import { canonicalNumber } from '../values/canonical-number.ts';

/** The text that two values of a match key are compared by. `''`: no key. */
export type Normalizer = (value: CanonicalValue) => string;

export type Normalizers = Readonly<Record<NormalizerName, Normalizer>>;

/** All but `phone`, which needs the numbering plans of all countries: the engine registers a library for it. */
export const baseNormalizers: Readonly<Record<Exclude<NormalizerName, 'phone'>, Normalizer>> = {
  exact: textOf,
  text: (value) => normalizeText(textOf(value)),
  email: (value) => stripInvisible(textOf(value)).trim().toLowerCase(),
  domain: (value) => normalizeDomain(textOf(value)),
  number: (value) => canonicalNumber(textOf(value)) ?? '',
};

/** `registered.phone` makes a telephone number comparable (E.164); `''`: it is none. */
export function createNormalizers(registered: { readonly phone: (text: string) => string }): Normalizers {
  return {
    ...baseNormalizers,
    phone: (value) => {
      const text = stripInvisible(textOf(value)).trim();
      return text === '' ? '' : registered.phone(text);
    },
  };
}

/** A list of one value is that value; several do not name a record. */
function textOf(value: CanonicalValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return value?.length === 1 ? (value[0] ?? '') : '';
}

/** Zero-width characters, the byte order mark, direction marks, soft hyphens: copied along, never seen. */
function stripInvisible(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
}

/**
 * Lower, upper and lower case again comes as near to Unicode's full case folding as JavaScript gets: it unites `ß` and `ẞ`
 * with `SS`, and the two small sigmas. NFKC again at the end, because a change of case can leave a decomposed letter.
 */
function normalizeText(text: string): string {
  return stripInvisible(text)
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A host without a dot (`n/a`, `none`) is no domain: it would join strangers. */
function normalizeDomain(text: string): string {
  const address = stripInvisible(text)
    .trim()
    .replace(/^(?:[a-z][a-z0-9+.-]*:)?[\\/]{2,}/i, '')
    .replace(/^mailto:/i, '');
  if (address === '' || !URL.canParse(`http://${address}`)) return '';
  const host = withoutTrailing(new URL(`http://${address}`).hostname, '.').replace(/^(?:www\.)+(?=[^.]+\.)/, '');
  return host.includes('.') ? host : '';
}
