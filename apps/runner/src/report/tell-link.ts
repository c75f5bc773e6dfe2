import type { LinkEnding, LinkReason } from '@linkwright/engine';

const reasons: Readonly<Record<LinkReason, string>> = {
  matched: 'linked by their match key',
  created: 'linked: one was created from the other',
  adopted: 'linked: one was created from the other, as was found out later',
  existing: 'linked: it was there already',
  restored: 'linked again',
};

const endings: Readonly<Record<LinkEnding, string>> = {
  gone: 'one of the two is gone, and the other one stays',
  edited: 'one of the two was deleted, and the other one, which holds other values, stays',
  'to-archive': 'one of the two was deleted, and the other one is to be archived as well',
  'deletion-review': 'one of the two was deleted, and linkwright review decides about the other one',
  'archived-left': 'one of the two was deleted, and the other one archived after it',
  'archived-right': 'one of the two was deleted, and the other one archived after it',
  'merged-away': 'one of the two was merged into a record with a partner of its own',
  'kept-apart': 'one of the two was merged into a record with a partner of its own, and the other one is kept apart',
  'to-merge':
    'one of the two was merged into a record with a partner of its own, and the other one is to be merged as well',
  'merge-sent': 'one of the two was merged into a record with a partner of its own, and so is the other one',
  forgotten: 'what was known of the two was forgotten',
  'filtered-out': 'one of the two left the filter of the sync',
};

const isKey = <Key extends string>(texts: Readonly<Record<Key, string>>, word: string): word is Key =>
  Object.hasOwn(texts, word);

const ended = 'ended: ';

/** How two records came together, or why they are no pair any more. */
export function tellLink({ link }: { readonly link: string | null }): string {
  if (link === null) return 'not linked';
  if (isKey(reasons, link)) return reasons[link];
  const ending = link.startsWith(ended) ? link.slice(ended.length) : '';
  return isKey(endings, ending) ? `no longer linked: ${endings[ending]}` : link;
}
