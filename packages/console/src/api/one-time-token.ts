/** What `linkwright open` hands over behind the `#`: a token that makes whoever opens the address an admin, once. */
export interface OneTimeToken {
  readonly token: string;
  readonly name: string;
}

const mark = '#once=';

/** Taken out of the address as the page begins, before anything else reads it, and so out of the browser's history. */
export const oneTimeToken: OneTimeToken | null = (() => {
  if (!location.hash.startsWith(mark)) return null;
  const given = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  return { token: given.get('once') ?? '', name: given.get('name') || 'linkwright open' };
})();
