import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The renewer, and the process that sends for it, each in few files as they stand in the workspace: a process of it starts in a fifth of the
 * time that it takes to read some hundred modules. Resolves to its program.
 */
export async function bundleRenewer(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, resolve: { conditions: ['@linkwright/source'] } },
    build: {
      ssr: true,
      target: 'node24',
      minify: false,
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          renewer: fileAt('./renewer.ts'),
          // It is looked for beside whoever starts it.
          'exchange-process': fileAt('../../../../../packages/engine/src/credentials/exchange-process.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  return join(folder, 'renewer.js');
}
