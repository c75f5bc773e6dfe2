/** What comes out with its content: it would run, or change the page around it. */
const dropped = new Set(['script', 'style', 'iframe', 'object', 'embed']);
const closesItself = new Set(['br', 'hr', 'img']);

const tagPattern = /<(\/?)([A-Za-z][A-Za-z0-9]*)(?![A-Za-z0-9])([^<>]*)>/g;
const attributePattern = /(?<![A-Za-z-])([A-Za-z-]+)=("[^"]*"|'[^']*'|[^\s"']+)/g;

/**
 * Rich text as Kintone keeps it: tags in lower case, attributes in double quotes, and nothing that runs. Tidied text is left as
 * it is. Kintone's own rules are longer; what matters is that a write may come back in another spelling.
 */
export function tidyRichText(html: string): string {
  let tidy = '';
  let place = 0;
  let inside: string | null = null;
  for (const match of html.matchAll(tagPattern)) {
    const [whole, slash = '', tag = '', rest = ''] = match;
    const name = tag.toLowerCase();
    if (inside === null) tidy += html.slice(place, match.index);
    place = match.index + whole.length;
    if (inside !== null) {
      if (slash !== '' && name === inside) inside = null;
    } else if (dropped.has(name)) {
      if (slash === '') inside = name;
    } else if (slash !== '') {
      tidy += closesItself.has(name) ? '' : `</${name}>`;
    } else {
      tidy += `<${name}${attributesOf(rest)}${closesItself.has(name) ? ' /' : ''}>`;
    }
  }
  return inside === null ? tidy + html.slice(place) : tidy;
}

function attributesOf(text: string): string {
  let attributes = '';
  for (const [, name = '', quoted = ''] of text.matchAll(attributePattern)) {
    const value = /^["']/.test(quoted) ? quoted.slice(1, -1) : quoted;
    if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) continue;
    attributes += ` ${name.toLowerCase()}="${value.replaceAll('"', '&quot;')}"`;
  }
  return attributes;
}
