import { stringify } from 'yaml';
import { schemaLine } from '../../editor/schema-file.ts';
import type { ConnectorGuide, SyncTemplate } from './connector-guide.ts';
import { syncTemplates } from './connector-guide.ts';

export interface ConfigurationChoice {
  readonly left: ConnectorGuide;
  readonly right: ConnectorGuide;
  /** Path of the JSON Schema for editors, from the file. */
  readonly schema: string;
}

/** A new configuration, with comments for the person who completes it. */
export function renderConfiguration({ left, right, schema }: ConfigurationChoice): string {
  const lines = [
    schemaLine(schema),
    `# ${left.displayName} and ${right.displayName} in step. Next: complete .env beside this file, then: linkwright check`,
    'version: 1',
    '',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: explains the configuration's own placeholders.
    '# ${NAME} is taken from the environment, or from the file .env beside this one. Keep secrets out of this file.',
    'connections:',
    ...connectionLines(left),
    ...connectionLines(right),
    '',
    '# One sync pairs the records of two objects. left and right mean the same two apps throughout.',
    'syncs:',
  ];
  const syncs = syncTemplates.flatMap((template) => syncLines(template, { left, right }));
  if (syncs.length === 0) lines[lines.length - 1] = 'syncs: {}';
  return `${[...lines, ...(syncs.length > 0 ? syncs : exampleLines({ left, right })), '', ...logLines].join('\n')}\n`;
}

const logLines = [
  '# How long it is kept what was written with before and after, which undo needs; conflicts; and the list of runs:',
  '# keep: { audit: 90d, conflicts: 365d, runs: 365d }',
];

function connectionLines(guide: ConnectorGuide): string[] {
  return [
    `  ${scalar(guide.connection)}:`,
    `    connector: "${guide.packageName}"`,
    ...(guide.settings.length === 0 ? ['    settings: {}'] : ['    settings:']),
    ...guide.settings.map(
      ({ key, variable, comment }) =>
        `      ${scalar(key)}: "\${${variable}}"${comment === undefined ? '' : ` # ${comment}`}`,
    ),
  ];
}

type Sides = Pick<ConfigurationChoice, 'left' | 'right'>;

function syncLines(template: SyncTemplate, sides: Sides): string[] {
  const pair = (word: string, more = ''): string[] => {
    const left = sides.left.names?.[word];
    const right = sides.right.names?.[word];
    return left === undefined || right === undefined
      ? []
      : [`{ left: ${scalar(left)}, right: ${scalar(right)}${more} }`];
  };
  const leftObject = sides.left.names?.[template.name];
  const rightObject = sides.right.names?.[template.name];
  if (leftObject === undefined || rightObject === undefined) return [];
  const keys = template.match.flatMap(({ field, normalize }) =>
    pair(field, normalize === undefined ? '' : `, normalize: ${normalize}`),
  );
  const associations = template.associations.flatMap((word) => pair(word));
  return [
    ...(template.comment === undefined ? [] : [`  # ${template.comment}`]),
    `  ${template.name}:`,
    `    left: { connection: ${scalar(sides.left.connection)}, object: ${scalar(leftObject)} }`,
    `    right: { connection: ${scalar(sides.right.connection)}, object: ${scalar(rightObject)} }`,
    '    direction: two-way # two-way | left-to-right | right-to-left',
    '    match: # how unlinked records are recognized as the same; tried in this order',
    ...keys.map((key) => `      - ${key}`),
    '    fields:',
    ...template.fields.flatMap((word) => pair(word)).map((line) => `      - ${line}`),
    ...(associations.length === 0 ? [] : ['    associations:', ...associations.map((line) => `      - ${line}`)]),
    '    conflicts: { winner: left } # who wins where both sides changed one field: left | right | newest | review',
  ];
}

const exampleLines = ({ left, right }: Sides): string[] =>
  [
    'companies:',
    `  left: { connection: ${scalar(left.connection)}, object: OBJECT }`,
    `  right: { connection: ${scalar(right.connection)}, object: OBJECT }`,
    '  match: { left: FIELD, right: FIELD }',
    '  fields:',
    '    - { left: FIELD, right: FIELD }',
  ].map((line) => `#  ${line}`);

/** Quoted only where YAML needs it. */
const scalar = (text: string): string => stringify(text).trimEnd();
