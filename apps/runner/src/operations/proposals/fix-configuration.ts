import { readFile } from 'node:fs/promises';
import { editConfiguration } from '../../configuration/edit/edit-configuration.ts';
import { loadConfigurationText } from '../../configuration/load-configuration.ts';
import type { LoadedConfiguration } from '../../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../../configuration/problem.ts';
import { type ObjectCatalogue, openCatalogue } from '../../session/object-catalogue.ts';
import type { Connections } from '../../session/open-connections.ts';
import { compileOpened } from '../../session/open-session.ts';
import { askedTargets, whyUnlike } from '../../session/unlike-targets.ts';
import type { Work } from '../../session/work.ts';
import { freeName } from '../../suggest/free-name.ts';
import { type ProposedSync, proposeSync } from '../../suggest/propose-sync.ts';
import type { FixEdit } from '../documents/fix-document.ts';

export interface FixedConfiguration {
  readonly before: string;
  readonly after: string;
  /** What makes one of the other. */
  readonly edits: readonly FixEdit[];
  /** One sentence per fix: what was done, and what was taken for granted. */
  readonly assumed: readonly string[];
  /** One sentence per sync that was not added because it would pair things of two kinds, with what fits instead. */
  readonly declined: readonly string[];
  /** What is left, and where it stands in the edited text. */
  readonly problems: readonly PlacedProblem[];
  readonly refusals: Connections['refusals'];
  readonly loaded: LoadedConfiguration;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Each round may bring a problem to light that the one before hid; a file has no more associations to fix than this. */
const rounds = 100;

/**
 * Adds the object syncs that associations need and enables those that are switched off, until nothing is left that two
 * schemas can decide. A fix that brings a mistake to light which the others cannot mend is taken back: the text is never
 * worse than the file. Nothing is written.
 */
export async function fixConfiguration(
  work: Pick<Work, 'signal'>,
  opened: Connections,
  environment: Environment,
): Promise<FixedConfiguration> {
  const { file } = opened.loaded;
  const before = await readFile(file, 'utf8');
  const catalogue = openCatalogue(opened.connections, work.signal);
  const declined = new Set<string>();
  const unfixable = new Set<string>();
  const stateNow = (draft: Draft) => stateOf(opened, draft, work, environment);
  let state = await stateNow({ text: before, fixes: [] });
  const known = new Set(state.problems.map(keyOf));
  let sound = state;
  for (let round = 0; round < rounds; round += 1) {
    if (state.problems.every((problem) => known.has(keyOf(problem)))) sound = state;
    const candidates = state.problems.filter((problem) => !unfixable.has(keyOf(problem)));
    const fix = await firstFix(candidates, state.loaded, catalogue, (problem, reason) => {
      unfixable.add(keyOf(problem));
      if (reason !== null) declined.add(reason);
    });
    const text = fix === null ? null : editOrLeave(state.text, fix);
    if (fix !== null && text !== null) {
      state = await stateNow({ text, fixes: [...state.fixes, fix] });
    } else if (fix !== null) {
      unfixable.add(keyOf(fix.problem));
    } else {
      const [wrong] = state.fixes.slice(sound.fixes.length);
      if (wrong === undefined) break;
      unfixable.add(keyOf(wrong.problem));
      state = sound;
    }
  }
  const assumed = sound.fixes.map(({ told }) => told);
  const edits = sound.fixes.map(({ edit }) => edit);
  return { before, edits, after: sound.text, assumed, declined: [...declined], ...sound };
}

interface Draft {
  readonly text: string;
  readonly fixes: readonly Fix[];
}

/** What is wrong with a text, were it the file. */
async function stateOf(
  opened: Connections,
  { text, fixes }: Draft,
  { signal }: Pick<Work, 'signal'>,
  environment: Environment,
) {
  const loaded = await loadConfigurationText(opened.loaded.file, text, environment);
  const ofConnections = opened.problems.filter((problem) => !opened.loaded.problems.includes(problem));
  const attempt: Connections = {
    ...opened,
    loaded,
    problems: [...loaded.problems, ...ofConnections],
    refusals: [...opened.refusals],
  };
  await compileOpened(attempt, signal);
  return { text, fixes, loaded, problems: attempt.problems, refusals: attempt.refusals };
}

interface Fix {
  readonly problem: PlacedProblem;
  readonly edit: FixEdit;
  readonly told: string;
}

async function firstFix(
  problems: readonly PlacedProblem[],
  loaded: LoadedConfiguration,
  catalogue: ObjectCatalogue,
  leave: (problem: PlacedProblem, reason: string | null) => void,
): Promise<Fix | null> {
  for (const problem of problems) {
    if (!problem.code.startsWith('association-target-')) continue;
    const fix = await fixOf(problem, loaded, catalogue);
    if (fix !== null && 'edit' in fix) return { problem, ...fix };
    leave(problem, fix?.declined ?? null);
  }
  return null;
}

async function fixOf(
  problem: PlacedProblem,
  loaded: LoadedConfiguration,
  catalogue: ObjectCatalogue,
): Promise<Omit<Fix, 'problem'> | { readonly declined: string } | null> {
  const asked = await askedTargets(problem, loaded, catalogue);
  if (asked === null) return null;
  const { name, sync, mapping, left, right } = asked;
  const { syncs } = loaded.configuration;
  for (const [other, { enabled, left: a, right: b }] of Object.entries(syncs)) {
    if (enabled) continue;
    const ends = await Promise.all(
      [a, b].map(async (end) => [end.connection, await catalogue.idOf(end.connection, end.object)].join('\n')),
    );
    const wanted = [`${sync.left.connection}\n${left.id}`, `${sync.right.connection}\n${right.id}`];
    if (!wanted.every((end) => ends.includes(end))) continue;
    return {
      edit: { kind: 'set', sync: other, key: 'enabled', value: true },
      told: `${other}: enabled, because ${name} maps ${mapping.left} to "${mapping.right}" through it.`,
    };
  }
  const ofOtherKinds = await whyUnlike(asked, catalogue);
  if (ofOtherKinds !== null) return { declined: `${name} maps ${mapping.left} to "${mapping.right}": ${ofOtherKinds}` };
  const proposed = proposeSync(
    { connection: sync.left.connection, object: left },
    { connection: sync.right.connection, object: right },
  );
  if (proposed === null) return null;
  const added = freeName(left.name, Object.keys(syncs).concat(loaded.invalidSyncs));
  return {
    edit: { kind: 'add-sync', name: added, sync: proposed.draft },
    told: `${added}: added, because ${name} maps ${mapping.left} to "${mapping.right}". ${tellProposal(proposed)}`,
  };
}

/** `Matched on domain ↔ Website (both usually hold a web address), then name ↔ Name (same name). Fields: …` */
export function tellProposal({ match, fields }: ProposedSync): string {
  const keys = match.map(({ left, right, reason }) => `${left.name} ↔ ${right.name} (${reason})`);
  const isKey = ({ left, right }: (typeof fields)[number]): boolean =>
    match.some((key) => key.left.id === left.id && key.right.id === right.id);
  const others = fields
    .filter((field) => !isKey(field))
    .map(({ left, right, direction, reason }) => {
      const arrow = { 'two-way': '↔', 'left-to-right': '→', 'right-to-left': '←' }[direction];
      return `${left.name} ${arrow} ${right.name} (${reason})`;
    });
  return [
    `Matched on ${keys.join(', then ')}.`,
    others.length === 0 ? 'No other fields look alike.' : `Further fields: ${others.join(', ')}.`,
  ].join(' ');
}

/** A file that is written in a way with no place for the fix keeps its problem. */
function editOrLeave(text: string, { edit }: Fix): string | null {
  try {
    return editConfiguration(text, [edit]);
  } catch {
    return null;
  }
}

const keyOf = ({ code, path }: PlacedProblem): string => JSON.stringify([code, path]);
