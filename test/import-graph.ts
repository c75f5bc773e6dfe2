import { existsSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { filesBelow, read, root } from './workspace.ts';

/** By file: the files of the repository that it imports by a relative path, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export const isSource = (path: string): boolean => /\.tsx?$/.test(path);

export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

export const importsIn = (text: string): readonly string[] =>
  [...withoutComments(text).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');

export function importGraph(folder: string): ImportGraph {
  const files = filesBelow(folder, isSource);
  return new Map(
    files.map((file) => [
      file,
      importsIn(read(file))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(root, normalize(join(root, dirname(file), specifier))))
        .filter((target) => existsSync(join(root, target))),
    ]),
  );
}

/** Groups of files each of which leads back to itself by its imports. */
export function circles(graph: ImportGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const number = order.size;
    order.set(file, number);
    lowest.set(file, number);
    open.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (open.includes(target)) lowest.set(file, Math.min(lowest.get(file) ?? number, lowest.get(target) ?? number));
    }
    if (lowest.get(file) !== number) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) found.push(group.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}
