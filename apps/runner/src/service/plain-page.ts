const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? '');

/** One sentence for a browser that comes from elsewhere. */
export const plainPage = (text: string, status: number): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Linkwright</title><p>${escaped(text)}</p></html>`,
    { status, headers: { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' } },
  );
