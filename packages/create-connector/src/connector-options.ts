import { resolve } from 'node:path';
import { type ConnectorNames, connectorNames, titleOf } from './package-name.ts';

/** What the files of a new package are made from. */
export interface ConnectorOptions extends ConnectorNames {
  /** `My App`: for people. */
  readonly appName: string;
  /** `null`: not said. */
  readonly baseUrl: string | null;
  /** A description of the API, to start from. Absolute. `null`: none. */
  readonly from: string | null;
  /** Names of objects of the description. `null`: those that can be used as they are. */
  readonly objects: readonly string[] | null;
  readonly author: string;
  /** `owner/name` on GitHub. `null`: not known yet. */
  readonly repository: string | null;
  /** Absolute. */
  readonly directory: string;
}

export type NamedOptions = ConnectorOptions & { readonly baseUrl: string };

/** As a user or a program gives them. */
export interface GivenOptions {
  readonly name: string;
  readonly appName?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly author?: string | undefined;
  readonly repository?: string | undefined;
  readonly directory?: string | undefined;
  /** Path of an OpenAPI description. */
  readonly from?: string | undefined;
  /** Separated by commas. */
  readonly objects?: string | undefined;
}

export const defaultBaseUrl = 'https://api.example.com';

/** No quotes, backslashes or line ends: the name stands in code, YAML and Markdown. */
const appNamePattern = /^[\p{L}\p{N}](?:[\p{L}\p{N} .&+'_-]{0,38}[\p{L}\p{N}.+])?$/u;

/** The options of a new package, or everything that is wrong with them. */
export function connectorOptions(
  given: GivenOptions,
  workingDirectory: string,
): { readonly options: ConnectorOptions } | { readonly problems: readonly string[] } {
  const names = connectorNames(given.name);
  const problems: string[] = [];
  const { appName, baseUrl, author = '', repository, from, objects } = given;
  if ('problem' in names) problems.push(names.problem);
  if (appName !== undefined && !appNamePattern.test(appName)) {
    problems.push(`--app-name "${appName}" is not at most 40 letters, digits, blanks and . & + ' _ -.`);
  }
  if (baseUrl !== undefined && !isHttp(baseUrl))
    problems.push(`--base-url "${baseUrl}" is not an address that begins with https:// or http://.`);
  if (/[\r\n"\\]/.test(author)) problems.push('--author has a line end, a quotation mark or a backslash in it.');
  const place = repository === undefined ? null : repositoryName(repository);
  if (repository !== undefined && place === null) {
    problems.push(`--repository "${repository}" is not owner/name, or https://github.com/owner/name.`);
  }
  if (objects !== undefined && from === undefined)
    problems.push('--objects goes with --from: it picks objects of the description.');
  if ('problem' in names || problems.length > 0) return { problems };
  const directory = given.directory ?? names.folder;
  return {
    options: {
      ...names,
      appName: appName ?? titleOf(names.app),
      baseUrl: baseUrl?.replace(/\/$/, '') ?? null,
      from: from === undefined ? null : resolve(workingDirectory, from),
      objects: objects?.split(',').flatMap((name) => name.trim() || []) ?? null,
      author: author.trim() === '' ? `The authors of ${names.packageName}` : author.trim(),
      repository: place,
      directory: resolve(workingDirectory, directory),
    },
  };
}

/** Quotes would end the text that it stands in. */
function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^\s'"`\\]+$/.test(text);
}

function repositoryName(text: string): string | null {
  const match = /^(?:(?:git\+)?https:\/\/github\.com\/|github:)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(text);
  return match?.[1] ?? null;
}
