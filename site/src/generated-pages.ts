import { apiCallsPage } from './pages/api-calls-page.ts';
import { capabilitiesPage } from './pages/capabilities-page.ts';
import { configurationPage } from './pages/configuration-page.ts';
import { errorsPage } from './pages/errors-page.ts';
import { read } from './repository.ts';

/** Pages whose facts stand in the source, by repository path. `pnpm docs:generate` writes them; a test says when one is stale. */
export const generatedPages: ReadonlyMap<string, () => string> = new Map([
  ['docs/api-calls.md', apiCallsPage],
  ['docs/capabilities.md', capabilitiesPage],
  ['docs/configuration.md', configurationPage],
  ['docs/errors.md', errorsPage],
]);

/** A document as the source says now, also where the file in the repository is older. */
export function documentText(path: string): string {
  const page = generatedPages.get(path);
  return page === undefined ? read(path) : pageText(path, page());
}

/** As it stands in the repository. */
export const pageText = (path: string, text: string): string =>
  `${text.trimEnd()}\n\n<!-- ${path} is generated: npx -y pnpm@12 docs:generate -->\n`.replaceAll(/\n{3,}/g, '\n\n');
