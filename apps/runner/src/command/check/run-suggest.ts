import { flowText, syncLines } from '../../configuration/edit/yaml-lines.ts';
import type { SuggestionsDocument } from '../../operations/documents/suggestions-document.ts';
import { suggest } from '../../operations/suggest.ts';
import { pad } from '../../output/render-table.ts';
import { visible } from '../../output/visible.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openWork } from '../open-work.ts';

/** Proposes what looks alike, as YAML to paste. */
export async function runSuggest(context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const document = await suggest(await openWork(context));
  output.document(document);
  const parts = [...document.newSyncs.map(newSyncLines), ...existingSyncLines(document)];
  if (parts.length === 0) output.print('Nothing else looks alike.');
  for (const lines of parts) output.print(`${lines.join('\n')}\n`);
  for (const sentence of [...document.withoutKey, ...document.zoneless]) output.note(sentence);
  if (parts.length > 0)
    output.note('These are guesses by name and type. Nothing was written: paste what is right, then linkwright check.');
  return exitCodes.done;
}

/** A line of YAML and the reason behind it. */
interface ReasonedLine {
  readonly text: string;
  readonly reason?: string;
}

type NewSync = SuggestionsDocument['newSyncs'][number];

function newSyncLines({ name, reason, left, right, match, fields, associations }: NewSync): readonly string[] {
  const lines = syncLines(name, {
    left,
    right,
    match: match.map(mappingOf),
    fields: fields.map(mappingOf),
    associations: associations.map(mappingOf),
  });
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

function existingSyncLines({ syncs }: SuggestionsDocument): readonly (readonly string[])[] {
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
      associations.map((one) => item(mappingOf(one), one.reason)),
    ),
  ]);
}

/** Reasons stand below each other, as comments: the lines can be pasted as they are. */
function withReasons(lines: readonly ReasonedLine[]): readonly string[] {
  const width = Math.max(...lines.map(({ text, reason }) => (reason === undefined ? 0 : text.length)));
  return lines.map(({ text, reason }) => (reason === undefined ? text : `${pad(text, width)}  # ${visible(reason)}`));
}

type Suggestion = Readonly<Record<string, string>> & { readonly reason: string };

/** As it stands in the file. */
const mappingOf = ({ reason: _, ...mapping }: Suggestion): Readonly<Record<string, string>> => mapping;
