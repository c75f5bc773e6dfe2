/** Shorter values are no secrets that could be kept: replacing them would garble everything else. */
const shortestSecret = 4;
const mark = '[redacted]';

/** Replaces secrets in texts, as they are and as they travel: URL-encoded, JSON-escaped, in base64. */
export interface Redactor {
  add(secrets: readonly string[]): void;
  redact(text: string): string;
}

export function createRedactor(): Redactor {
  const needles = new Set<string>();
  let pattern: RegExp | null = null;
  return {
    add(secrets) {
      for (const secret of secrets) for (const needle of spellings(secret)) needles.add(needle);
      // The longest first, so that a secret that contains another disappears as a whole.
      const sorted = [...needles]
        .sort((a, b) => b.length - a.length)
        .map((needle) => needle.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
      pattern = sorted.length === 0 ? null : new RegExp(sorted.join('|'), 'g');
    },
    redact: (text) => (pattern === null ? text : text.replace(pattern, mark)),
  };
}

function spellings(secret: string): string[] {
  const parts = [secret, secret.trim(), ...(secret.includes('\n') ? secret.split(/\r?\n/) : [])];
  return parts
    .filter((part) => part.length >= shortestSecret)
    .flatMap((part) => {
      const encoded = encodeURIComponent(part);
      const lowerCase = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
      return [
        part,
        encoded,
        lowerCase,
        encoded.replaceAll('%20', '+'),
        JSON.stringify(part).slice(1, -1),
        ...base64Cores(part),
      ];
    });
}

/**
 * What base64 makes of the secret wherever it stands in a longer text: three alignments, each without the letters that
 * its neighbours influence. `user:password` of basic authentication is such a text.
 */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/={1,2}$/, '');
    // One byte before spoils two letters, two bytes spoil three; an incomplete last group spoils its last letter.
    const start = offset === 0 ? 0 : offset + 1;
    const core = text.slice(start, (offset + bytes.length) % 3 === 0 ? undefined : -1);
    if (core.length < 6) return [];
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
