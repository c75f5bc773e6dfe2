const replacement = '[redacted]';

/** A short secret would blot out half of every text, so it is replaced only where it stands alone. */
const shortSecret = 6;

/**
 * A function that replaces every form in which a secret may turn up in a text: as it stands, URL-encoded, in base64
 * (both alphabets, with and without padding) and as JSON writes it.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === '') continue;
    const base64 = Buffer.from(secret, 'utf8').toString('base64');
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(new URLSearchParams([['', secret]]).toString().slice(1));
    forms.add(base64);
    forms.add(base64.replace(/={1,2}$/, ''));
    forms.add(Buffer.from(secret, 'utf8').toString('base64url'));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  if (forms.size === 0) return (text) => text;
  // The longest first: a form may be the beginning of another.
  const patterns = [...forms].sort((a, b) => b.length - a.length).map(patternOf);
  const pattern = new RegExp(patterns.join('|'), 'g');
  return (text) => text.replace(pattern, replacement);
}

function patternOf(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return form.length < shortSecret ? `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])` : literal;
}
