const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const bodyLength = 14;

export type IdPrefix = 'app' | 'tbl' | 'fld' | 'rec' | 'viw' | 'sel' | 'usr' | 'att' | 'itr' | 'ach';

export type NewId = (prefix: IdPrefix) => string;

/** Ids are three letters of kind and 14 of `[A-Za-z0-9]`, drawn from the sandbox's seed. */
export function createIdSource(random: () => number): NewId {
  return (prefix) => {
    let id: string = prefix;
    for (let place = 0; place < bodyLength; place += 1) id += letters[Math.floor(random() * letters.length)];
    return id;
  };
}

export function isId(prefix: IdPrefix, text: string): boolean {
  return text.length === prefix.length + bodyLength && text.startsWith(prefix) && /^[A-Za-z0-9]+$/.test(text);
}
