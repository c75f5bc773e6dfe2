import { visible } from '../output/visible.ts';

/** Where something stands in the configuration: keys, and numbers of list items from 0. */
export type Path = readonly (string | number)[];

/** `syncs.contacts.fields[2].left`, counted from 0 as the path is. */
export function pathName(path: Path): string {
  if (path.length === 0) return 'The configuration';
  const text = path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index ? `.${part}` : part)).join('');
  return visible(text);
}

/** `undefined` where the path leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, segment) => (isObject(at) && Object.hasOwn(at, segment) ? Reflect.get(at, segment) : undefined),
    value,
  );
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
