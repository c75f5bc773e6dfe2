import { parseArgs } from 'node:util';
import { nearest } from '@linkwright/core';

/** What was typed, not yet checked for sense. */
export interface Arguments {
  readonly name?: string;
  readonly values: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  /** Everything that is wrong, each as a sentence. */
  readonly problems: readonly string[];
}

export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help. Absent: the flag takes none. */
  readonly value?: string;
  readonly help: string;
}

export const flags: readonly Flag[] = [
  { name: 'from', value: 'file', help: 'an OpenAPI description, 3.0 or 3.1, YAML or JSON, to start from' },
  { name: 'objects', value: 'names', help: 'which of its objects, separated by commas' },
  { name: 'app-name', value: 'text', help: 'the name of the app for people; else made from the name' },
  { name: 'base-url', value: 'url', help: 'where the API of the app is' },
  { name: 'author', value: 'text', help: 'stands in package.json and LICENSE' },
  { name: 'repository', value: 'owner/name', help: 'on GitHub; npm asks for it where a package tells its provenance' },
  { name: 'directory', value: 'path', help: 'a folder that is not there yet; else named like the package' },
  { name: 'yes', short: 'y', help: 'asks nothing, also on a terminal' },
  { name: 'help', short: 'h', help: 'shows this' },
  { name: 'version', help: 'shows the version' },
];

/** Every problem at once; nothing is thrown. */
export function readArguments(typed: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...typed],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      flags.map(({ name, short, value }) => {
        return [name, { type: value === undefined ? 'boolean' : 'string', ...(short && { short }) }] as const;
      }),
    ),
  });
  const values: Record<string, string> = {};
  const switches = new Set<string>();
  const problems: string[] = [];
  const names: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') names.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const flag = flags.find((one) => one.name === name);
    if (flag === undefined) {
      const meant = nearest(
        name,
        flags.map((one) => one.name),
      );
      problems.push(`There is no ${rawName}.${meant === null ? '' : ` Did you mean --${meant}?`}`);
    } else if (values[name] !== undefined || switches.has(name)) {
      problems.push(`${rawName} stands there twice.`);
    } else if (flag.value === undefined) {
      if (value !== undefined) problems.push(`${rawName} takes no value.`);
      switches.add(name);
    } else if (value === undefined || value === '' || (value.startsWith('--') && token.inlineValue !== true)) {
      problems.push(`${rawName} needs a value: ${rawName} <${flag.value}>.`);
    } else values[name] = value;
  }
  if (names.length > 1) problems.push(`One name is enough: ${names.map((name) => `"${name}"`).join(', ')}.`);
  const [name] = names;
  return { ...(name !== undefined && { name }), values, switches, problems };
}
