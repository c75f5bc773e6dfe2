const secretKey = /token|password|passwd|secret|key|credential|authorization/i;

/** Does a settings key name something that must not stand in a file for all to read? */
export const looksSecret = (key: string): boolean => secretKey.test(key);

/** Every text below a settings key that looks secret, and the credentials inside of URLs. */
export function secretsOfSettings(settings: unknown, underSecretKey = false): string[] {
  if (typeof settings === 'string') {
    if (underSecretKey) return [settings];
    const url = URL.canParse(settings) ? new URL(settings) : null;
    return url ? [url.password, safelyDecoded(url.password)].filter((text) => text !== '') : [];
  }
  if (typeof settings === 'number' && underSecretKey) return [String(settings)];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    secretsOfSettings(value, underSecretKey || (!Array.isArray(settings) && secretKey.test(key))),
  );
}

/** Whoever knows the path of a webhook can post there; its host may be told. */
export function secretsOfWebhook(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  return path.length > 1 ? [url, path] : [];
}

/**
 * Does a settings key say where something is (`baseId`, `guestSpaceId`, `baseUrl`)? Its value stands in addresses and
 * messages that a user has to read. Everything else that comes from outside is treated as a secret.
 */
export function namesAPlace(path: readonly (string | number)[]): boolean {
  const key = path.findLast((segment) => typeof segment === 'string') ?? '';
  return /(^(id|url|host|domain|region)|Id|Url|Host|Domain|Region)$/.test(key) && !secretKey.test(key);
}

/** An address without credentials in it is no secret, and a message about an unreachable host must name it. */
export function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '';
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
