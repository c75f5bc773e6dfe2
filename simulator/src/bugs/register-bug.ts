import { registerHooks } from 'node:module';
import { bugs } from './bugs.ts';

/**
 * Switches a fault on in the engine: its source is changed as it is loaded, so that nothing of the engine knows of it.
 * Has to be called before the engine is imported.
 */
export function registerBug(name: string): void {
  const bug = bugs.find((one) => one.name === name);
  if (bug === undefined)
    throw new Error(`There is no bug "${name}"; there are: ${bugs.map((one) => one.name).join(', ')}.`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(bug.file)) return loaded;
      const source = String(loaded.source);
      if (source.split(bug.find).length !== 2)
        throw new Error(`${bug.file} has no single place for the bug "${name}".`);
      return { ...loaded, source: source.replace(bug.find, () => bug.replace) };
    },
  });
}
