/** Takes out of recorded answers what nobody may see. */
export interface SecretFilter {
  text(text: string): string;
  /** The value of a parameter or a key: whole where its name says that it is a secret. */
  named(name: string, value: string): string;
  /** A body as it was sent: JSON becomes what it says. `null`: there is none. */
  body(text: string): unknown;
  /** Does one of the secrets stand in the text, in whatever form? */
  isIn(text: string): boolean;
}

const replacement = '[redacted]';

const secretName =
  /token|secret|password|passphrase|api[-_]?key|authorization|credential|cookie|session[-_]?id|signature/i;

/** Where the next page begins: without it nobody could read on. */
const cursorName = /(page|next|continuation|cursor|sync|delta)[-_]?token/i;

export function createSecretFilter(
  secrets: readonly string[],
  replace: (text: string) => string = (text) => text,
): SecretFilter {
  const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
  // The longest first: a form may be the beginning of another.
  const ordered = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const text = (given: string): string =>
    replace(ordered.reduce((left, form) => left.replaceAll(form, replacement), given));
  const named = (name: string, value: string): string =>
    secretName.test(name) && !cursorName.test(name) ? replacement : text(value);
  const clean = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') return named(name, value);
    if (Array.isArray(value)) return value.map((item) => clean(item, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), clean(item, key)]));
  };
  return {
    text,
    named,
    body(given) {
      if (given === '') return null;
      try {
        return clean(JSON.parse(given));
      } catch {
        return text(given);
      }
    },
    isIn: (given) => ordered.some((form) => given.includes(form)),
  };
}

/** As it stands, in an address, in JSON, and in base64 as Basic authentication writes it. */
function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replaceAll('=', ''),
    Buffer.from(secret, 'utf8').toString('base64url'),
  ];
}
