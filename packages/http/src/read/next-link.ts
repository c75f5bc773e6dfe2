import { ContractError } from '@linkwright/core';
import type { HttpResponse } from '../client/http-types.ts';
import { unexpectedAnswer } from '../client/parse-answer.ts';

/**
 * What the `Link` header of an answer (RFC 8288) names as `rel="next"`: the query of that address, for `cursorPages`, to be
 * sent as `new URLSearchParams(cursor)`. `null`: there is no next page. Throws a `ContractError` where the link leads to another
 * host or path than the one that was asked: the credentials are not for them.
 */
export function nextLink(
  { headers }: Pick<HttpResponse, 'headers'>,
  {
    appName,
    url,
  }: { readonly appName: string /** That was asked, with or without its query. */; readonly url: string },
): string | null {
  const reference = nextReference(headers.link ?? '');
  if (reference === null) return null;
  const asked = new URL(url);
  const next = URL.canParse(reference, asked.href) ? new URL(reference, asked) : null;
  if (next === null || next.origin !== asked.origin || next.pathname !== asked.pathname) {
    throw new ContractError(`${appName}'s list goes on at an address that is not the list's (in the header "link").`, {
      code: unexpectedAnswer,
    });
  }
  return next.searchParams.toString();
}

/** `<…?page=2>; rel="next", <…?page=9>; rel="last"` */
function nextReference(header: string): string | null {
  for (const link of header.split('<').slice(1)) {
    const end = link.indexOf('>');
    if (end < 0) continue;
    for (const parameter of link.slice(end + 1).split(';')) {
      const [name = '', value = ''] = parameter.split('=');
      const relations = value.replaceAll('"', ' ').replaceAll(',', ' ').toLowerCase().split(' ');
      if (name.trim().toLowerCase() === 'rel' && relations.includes('next')) return link.slice(0, end);
    }
  }
  return null;
}
