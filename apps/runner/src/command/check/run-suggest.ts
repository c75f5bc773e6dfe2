import { flowText, syncLines } from '../../configuration/edit/yaml-lines.ts';
import { pad } from '../../output/render-table.ts';
import { visible } from '../../output/visible.ts';
import { openCatalogue } from '../../session/object-catalogue.ts';
import { noteProblems, openConnections, refuseProblems } from '../../session/open-connections.ts';
import { compileOpened } from '../../session/open-session.ts';
import { mappingOf } from '../../suggest/propose-sync.ts';
import type { AssociationSuggestion } from '../../suggest/suggest-associations.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openWork } from '../open-work.ts';
import { collectSuggestions, type NewSyncSuggestion, type Suggestions } from './collect-suggestions.ts';

/** Proposes what looks alike, as YAML to paste. Nothing of it is in force until a person writes it into the file. */
export async function runSuggest(context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const work = await openWork(context);
  const opened = await openConnections(work);
  try {
    // Whatever else is wrong: these suggestions may be what puts it right. They need two apps that answer.
    if (opened.connections.size < 2) {
      await compileOpened(opened, context.signal);
      refuseProblems(opened);
    }
    const catalogue = openCatalogue(opened.connections, context.signal);
    const suggestions = await collectSuggestions(opened, catalogue, [...opened.connections.keys()]);
    output.progress(null);
    output.document(documentOf(suggestions));
    const parts = [...suggestions.newSyncs.map(newSyncLines), ...existingSyncLines(suggestions)];
    if (parts.length === 0) output.print('Nothing else looks alike.');
    for (const lines of parts) output.print(`${lines.join('\n')}\n`);
    for (const sentence of [...suggestions.withoutKey, ...suggestions.zoneless]) output.note(sentence);
    if (parts.length > 0)
      output.note(
        'These are guesses by name and type. Nothing was written: paste what is right, then linkwright check.',
      );
    noteProblems(work, opened);
    return exitCodes.done;
  } finally {
    await opened.close();
  }
}

/** A line of YAML and the reason behind it. */
interface ReasonedLine {
  readonly text: string;
  readonly reason?: string;
}

function newSyncLines({ name, reason, proposed, associations }: NewSyncSuggestion): readonly string[] {
  const { match, fields, draft } = proposed;
  const lines = syncLines(name, { ...draft, associations: associations.map(associationMapping) });
  const reasons = [reason, undefined, undefined];
  const ofMatch = match.map((key) => key.reason);
  reasons.push(...(ofMatch.length === 1 ? ofMatch : [undefined, ...ofMatch]));
  if (fields.length > 0) reasons.push(undefined, ...fields.map((field) => field.reason));
  if (associations.length > 0) reasons.push(undefined, ...associations.map((association) => association.reason));
  const reasoned = lines.map((text, index): ReasonedLine => {
    const why = reasons[index];
    return { text: `  ${text}`, ...(why !== undefined && { reason: why }) };
  });
  return ['# Add under syncs:', ...withReasons(reasoned)];
}

function existingSyncLines({ syncs }: Suggestions): readonly (readonly string[])[] {
  const listed = (sync: string, list: string, lines: readonly ReasonedLine[]): readonly (readonly string[])[] =>
    lines.length === 0 ? [] : [[`# Add under syncs.${visible(sync)}.${list}:`, ...withReasons(lines)]];
  const item = (mapping: Readonly<Record<string, string>>, reason: string): ReasonedLine => ({
    text: `      - ${flowText(mapping)}`,
    reason,
  });
  return syncs.flatMap(({ sync, fields, associations }) => [
    ...listed(
      sync,
      'fields',
      fields.map((field) => item(mappingOf(field), field.reason)),
    ),
    ...listed(
      sync,
      'associations',
      associations.map((one) => item(associationMapping(one), one.reason)),
    ),
  ]);
}

/** Reasons stand below each other, as comments: the lines can be pasted as they are. */
function withReasons(lines: readonly ReasonedLine[]): readonly string[] {
  const width = Math.max(...lines.map(({ text, reason }) => (reason === undefined ? 0 : text.length)));
  return lines.map(({ text, reason }) => (reason === undefined ? text : `${pad(text, width)}  # ${visible(reason)}`));
}

const associationMapping = ({ left, right, via }: AssociationSuggestion): Readonly<Record<string, string>> => ({
  left: left.name,
  right: right.name,
  ...(via.length > 1 && via[0] !== undefined && { via: via[0] }),
});

const documentOf = ({ syncs, newSyncs, withoutKey, zoneless }: Suggestions): object => ({
  newSyncs: newSyncs.map(({ name, reason, proposed, associations }) => ({
    name,
    reason,
    ...proposed.draft,
    match: proposed.match.map((key, index) => ({ ...proposed.draft.match[index], reason: key.reason })),
    fields: proposed.fields.map((field) => ({ ...mappingOf(field), reason: field.reason })),
    associations: associations.map((one) => ({ ...associationMapping(one), reason: one.reason })),
  })),
  syncs: syncs.map(({ sync, fields, associations }) => ({
    sync,
    fields: fields.map((field) => ({ ...mappingOf(field), reason: field.reason })),
    associations: associations.map((one) => ({ ...associationMapping(one), reason: one.reason })),
  })),
  withoutKey,
  zoneless,
});
