import { withoutTrailing } from './without-trailing.ts';

/** `https://www.acme.example/` is the same address to people as `acme.example`: without scheme, `www.` and slashes at the end. */
export function bareAddress(text: string): string {
  const address = text.trim().toLowerCase();
  return withoutTrailing(address.replace(/^[a-z][a-z0-9+.-]*:\/\//, '').replace(/^www\./, ''), '/');
}
