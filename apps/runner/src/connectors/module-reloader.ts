import { createRequire, registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportModule } from './load-connectors.ts';

/** Reads the connectors that somebody is writing anew, with all that they import; what is installed is read once. */
export interface ModuleReloader {
  readonly importModule: ImportModule;
  /** Files that were read, or that were looked for and are not there. */
  files(): readonly string[];
  /** What is imported from here on is read anew. */
  renew(): void;
  close(): void;
}

/** Node keeps a module by its address, so each generation has its own. */
const generationKey = 'linkwright-generation';

const require = createRequire(import.meta.url);

export function createModuleReloader(): ModuleReloader {
  const files = new Set<string>();
  let generation = 1;
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL } = context;
      const parent = parentURL === undefined ? null : URL.parse(parentURL);
      const of = parent?.searchParams.get(generationKey) ?? null;
      // A package is installed, not written.
      if (parent === null || of === null || !/^(\.|\/|file:|#)/.test(specifier)) return nextResolve(specifier, context);
      try {
        const resolved = nextResolve(specifier, context);
        const url = new URL(resolved.url);
        if (url.protocol !== 'file:' || isInstalled(url)) return resolved;
        files.add(fileURLToPath(url));
        url.searchParams.set(generationKey, of);
        return { ...resolved, url: url.href };
      } catch (error) {
        const missing = URL.parse(specifier, parent.href);
        if (missing?.protocol === 'file:') files.add(fileURLToPath(missing));
        throw error;
      }
    },
  });
  return {
    importModule(url) {
      if (isInstalled(url)) return import(url.href);
      files.add(fileURLToPath(url));
      const fresh = new URL(url);
      fresh.searchParams.set(generationKey, String(generation));
      return import(fresh.href);
    },
    files: () => [...new Set([...files, ...requiredBeside(files)])],
    renew() {
      generation += 1;
      for (const path of requiredBeside(files)) delete require.cache[path];
      files.clear();
    },
    close: () => hooks.deregister(),
  };
}

const isInstalled = (url: URL): boolean => url.pathname.includes('/node_modules/');

/** CommonJS modules in the folders of these files: they have a cache of their own, by path. */
function requiredBeside(files: Iterable<string>): readonly string[] {
  const folders = [...files].map((file) => `${dirname(file)}${sep}`);
  return Object.keys(require.cache).filter(
    (path) => !path.includes(`${sep}node_modules${sep}`) && folders.some((folder) => path.startsWith(folder)),
  );
}
