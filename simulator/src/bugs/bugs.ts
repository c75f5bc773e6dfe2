/** A fault of the engine that the simulator has to catch. */
export interface Bug {
  readonly name: string;
  /** The failure mode that the engine then has. */
  readonly failureMode: string;
  /** End of the path of the source file, and the text in it that is replaced. It has to stand there exactly once. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /**
   * The first seed, counted from 1, that is known to catch it: in worlds of this profile, with these groups of faults.
   * Absent: not caught yet; a longer run, or a better world, has to.
   */
  readonly caughtAt?: { readonly seed: number; readonly profile: string; readonly faults: string };
}

const engine = 'packages/engine/src';
const core = 'packages/core/src';

/** One per failure mode, each a small change of the source such as a person could make. */
export const bugs: readonly Bug[] = [
  {
    name: 'echo',
    caughtAt: { seed: 28, profile: 'mixed', faults: 'all' },
    failureMode: 'Echo loop: what the app made of a value is taken for a change.',
    file: `${engine}/apply/settle-written.ts`,
    find: 'const held = record.fields[mapping[side].id] ?? null;',
    replace: 'const held = moves.find((move) => move.mapping.key === key)?.after ?? null;',
  },
  {
    name: 'normalization-is-sent-back',
    caughtAt: { seed: 34, profile: 'values', faults: 'none' },
    failureMode: "Ping-pong: an app's own spelling is compared with the other side's half of the base.",
    file: `${engine}/merge/merge-fields.ts`,
    find: 'const rightChanged = !areEquivalent(mapping.right, right, base[1]);',
    replace: 'const rightChanged = !areEquivalent(mapping.right, right, base[0]);',
  },
  {
    name: 'unknown-create-is-repeated',
    caughtAt: { seed: 82, profile: 'mixed', faults: 'all' },
    failureMode: 'Duplicate after a lost answer: the intent is closed although nobody knows the outcome.',
    file: `${engine}/apply/settle-outcomes.ts`,
    find: "if (outcome.kind === 'unknown') unknown.add(change.writeId);",
    replace: "if (outcome.kind === 'unknown') unknown.add('');",
  },
  {
    name: 'intent-is-not-committed',
    caughtAt: { seed: 4, profile: 'mixed', faults: 'all' },
    failureMode: 'Duplicate after a crash between a create and its link: no intent was stored.',
    file: `${engine}/apply/apply-records.ts`,
    find: 'if (departure.intents !== null || departure.conflicts.length > 0) await',
    replace: 'if (departure.conflicts.length > 0) await',
  },
  {
    name: 'answer-is-copied-back',
    caughtAt: { seed: 581, profile: 'dying', faults: 'all' },
    failureMode: 'Race of reader and writer: what an unanswered create has made is read and copied to the other side.',
    file: `${engine}/cycle/without-awaited.ts`,
    find: '    } else if (intent) {',
    replace: "    } else if (intent && id === '') {",
  },
  {
    name: 'lagging-look-up-is-believed',
    caughtAt: { seed: 175, profile: 'lost-answers', faults: 'all' },
    failureMode: 'Search lag: a look-up that has not seen the record yet proves that there is none.',
    file: `${engine}/cycle/find-answers.ts`,
    find:
      '  if (!(await lookUpLate(context, plan, side, lagging))) return listed();\n' +
      '  const found = await judged();\n' +
      '  const candidatesOf = ({ intent }: Wanted): Candidates | undefined => found.get(intent.writeId);\n' +
      '  if (lagging.some((one) => (candidatesOf(one)?.sure.length ?? 0) === 0)) return listed();\n',
    replace:
      '  await lookUpLate(context, plan, side, lagging);\n' +
      '  const found = await judged();\n' +
      '  const candidatesOf = ({ intent }: Wanted): Candidates | undefined => found.get(intent.writeId);\n',
  },
  {
    name: 'checkpoint-runs-ahead',
    caughtAt: { seed: 55, profile: 'dying', faults: 'all' },
    failureMode: 'Cursor loss: the checkpoint of a page is stored before its records are.',
    file: `${engine}/pull/pull-changes.ts`,
    find: '    latest = { ...latest, checkpoint: page.checkpoint };\n',
    replace:
      '    latest = { ...latest, checkpoint: page.checkpoint };\n' +
      '    if (!compare) await store.transaction((database) => saveReadState(database, plan.object, latest));\n',
  },
  {
    name: 'clock-skew-is-ignored',
    caughtAt: { seed: 13, profile: 'edited-copies', faults: 'all' },
    failureMode: "Clock skew: the app's time of creation is compared with our clock as if they were one.",
    file: `${engine}/cycle/could-answer.ts`,
    find: 'const clockSkewMs = 10 * 60_000;',
    replace: 'const clockSkewMs = 0;',
  },
  {
    name: 'update-is-unconditional',
    caughtAt: { seed: 3, profile: 'races', faults: 'all' },
    failureMode: 'Lost update: a record is overwritten that has changed since it was read.',
    file: `${engine}/apply/apply-records.ts`,
    find: 'plan.sync[side].capabilities.conditionalWrites && revision !== null',
    replace: "plan.sync[side].capabilities.conditionalWrites && revision === ''",
  },
  {
    name: 'answer-is-not-merged',
    caughtAt: { seed: 69, profile: 'values', faults: 'all' },
    failureMode: 'Lost edit: what the answer to a write shows of other fields is stored and not merged.',
    file: `${engine}/apply/settle-written.ts`,
    find: 'if (differs(chunk, side, entry, record, outcome) || ',
    replace: 'if (',
  },
  {
    name: 'loss-is-not-logged',
    caughtAt: { seed: 1, profile: 'mixed', faults: 'all' },
    failureMode: 'A value that loses a conflict is overwritten without a word.',
    file: `${engine}/apply/write-log.ts`,
    find: '.filter((move) => move.to === side && move.conflict)',
    replace: '.filter((move) => move.to === side && move.conflict && move.after === null)',
  },
  {
    name: 'deleted-twin-is-made-again',
    caughtAt: { seed: 23, profile: 'mixed', faults: 'all' },
    failureMode: 'Deletions: no tombstone is kept, so the twin of a deleted record looks new.',
    file: `${engine}/cycle/settle-gone.ts`,
    find: '  await buryLinks(database, ending, fate);',
    replace: "  for (const id of ending) await database.deleteFrom('links').where('id', '=', id).execute();",
  },
  {
    name: 'cut-sweep-is-complete',
    caughtAt: { seed: 3, profile: 'cut-sweeps', faults: 'all' },
    failureMode: 'Deletions: a sweep counts from its first page on, so one that is cut is not begun again.',
    file: `${engine}/pull/pull-changes.ts`,
    find: '      await store.transaction((database) => sweep.add(database, ids), { repeatable: true });\n',
    replace:
      '      await store.transaction((database) => sweep.add(database, ids), { repeatable: true });\n' +
      '      const begun = { ...latest, sweptAt: now, complete: true };\n' +
      '      await store.transaction((database) => saveReadState(database, plan.object, begun));\n',
  },
  {
    name: 'deletion-beats-an-edit',
    caughtAt: { seed: 22, profile: 'archives', faults: 'none' },
    failureMode: 'Deletions: a record is archived although it was edited since its twin was deleted.',
    file: `${engine}/cycle/archive-twins.ts`,
    find: 'else if (isEdited(plan, side, link, observation))',
    replace: 'else if (plan.sync.name === "")',
  },
  {
    name: 'archived-although-its-twin-is-back',
    caughtAt: { seed: 18, profile: 'archives', faults: 'none' },
    failureMode: 'Deletions: nobody looks whether the deleted record is back before its twin is archived.',
    file: `${engine}/cycle/archive-twins.ts`,
    find: 'else if (!deleted.has(link[other])) {',
    replace: 'else if (deleted.size < 0) {',
  },
  {
    name: 'target-of-one-way-sync-archives-its-source',
    caughtAt: { seed: 1, profile: 'archives', faults: 'none' },
    failureMode: 'Deletions: a record is archived on the side that changes only come from.',
    file: `${engine}/compile/compile-deletions.ts`,
    find: "const mayArchive = (side: Side): boolean => towards.includes(side) && archiving(side) !== 'none';",
    replace: "const mayArchive = (side: Side): boolean => archiving(side) !== 'none';",
  },
  {
    name: 'deleted-target-is-a-removal',
    caughtAt: { seed: 12, profile: 'deletions', faults: 'none' },
    failureMode: 'Deletions: an edge that went with its target is removed on the other side too.',
    file: `${engine}/plan/verify-removals.ts`,
    find: '!gone.get(object)?.has(id)',
    replace: '(gone.size >= 0 || !gone.get(object)?.has(id))',
  },
  {
    name: 'survivor-gets-no-link',
    caughtAt: { seed: 20, profile: 'mergers', faults: 'none' },
    failureMode: 'Mergers: the survivor does not take over the link of the record that was merged into it.',
    file: `${engine}/cycle/settle-gone.ts`,
    find: '      if (record && !record.gone) survivors.set(id, next);',
    replace: "      if (record && !record.gone && next === '') survivors.set(id, next);",
  },
  {
    name: 'unsent-half-is-forgotten',
    caughtAt: { seed: 117, profile: 'mixed', faults: 'all' },
    failureMode: 'Partial batch: changes that were never sent count as done.',
    file: `${engine}/apply/settle-outcomes.ts`,
    find: '      rest.unsent.push(outcome.error);\n      break;',
    replace: '      return;',
  },
  {
    name: 'one-refusal-stops-all',
    caughtAt: { seed: 29, profile: 'mixed', faults: 'all' },
    failureMode: 'Poisoned record: a record that the app refuses ends the run.',
    file: `${engine}/apply/settle-outcomes.ts`,
    find: '      fail(refused(side, entry, outcome.error));',
    replace: '      rest.unsent.push(outcome.error);',
  },
  {
    name: 'unreadable-is-blank',
    caughtAt: { seed: 44, profile: 'unreadable', faults: 'none' },
    failureMode: 'Schema drift: a field that could not be read is taken for one that was cleared.',
    file: `${engine}/merge/merge-fields.ts`,
    find: '    const right = request.right[mapping.right.id];',
    replace: '    const right = request.right[mapping.right.id] ?? null;',
  },
  {
    name: 'unknown-option-is-settled',
    caughtAt: { seed: 98, profile: 'mixed', faults: 'all' },
    failureMode: 'Options drift: a value that the other side cannot hold is dropped without being listed.',
    file: `${engine}/merge/merge-fields.ts`,
    find: "      obstacles.push({ mapping, to: decision.to, code: 'unconvertible-value', reason: converted.reason });",
    replace: '      settlements.push({ mapping, left, right });',
  },
  {
    name: 'key-keeps-its-case',
    caughtAt: { seed: 80, profile: 'mixed', faults: 'all' },
    failureMode: 'Key normalization: two spellings of one e-mail address are two people.',
    file: `${core}/match/normalizers.ts`,
    find: 'email: (value) => stripInvisible(textOf(value)).trim().toLowerCase()',
    replace: 'email: (value) => stripInvisible(textOf(value)).trim()',
  },
  {
    name: 'first-of-many-is-taken',
    caughtAt: { seed: 4, profile: 'mixed', faults: 'all' },
    failureMode: 'Duplicate key: of several records that bear a key, one is picked in silence.',
    file: `${engine}/match/match-records.ts`,
    find: 'if (others || siblings.length > 0 || candidate.linkedTo !== null) {',
    replace: 'if (candidate.linkedTo !== null) {',
  },
  {
    name: 'link-is-found-by-key-only',
    caughtAt: { seed: 12, profile: 'mixed', faults: 'all' },
    failureMode: 'Key edit: a linked record is matched anew.',
    file: `${engine}/match/load-chunk.ts`,
    find: '      else if (link) links.set(link.id, link);',
    replace: "      else if (link && link.reason !== 'created') links.set(link.id, link);",
  },
  {
    name: 'edge-has-no-base',
    caughtAt: { seed: 5, profile: 'shared-edges', faults: 'none' },
    failureMode: 'Associations: an edge that both sides hold does not become their base, so a removal is undone.',
    file: `${engine}/apply/settle-chunk.ts`,
    find: '    await addEdges(database, settled);',
    replace: '    await addEdges(database, []);',
  },
  {
    name: 'waiting-edge-is-not-woken',
    caughtAt: { seed: 13, profile: 'mixed', faults: 'all' },
    failureMode: 'Associations: an edge whose target got a link later is never placed.',
    file: `${engine}/store/edges.ts`,
    find: `where links.state = 'linked' and pending_edges.target_object = \${object}`,
    replace: `where links.state = 'never' and pending_edges.target_object = \${object}`,
  },
  {
    name: 'set-loses-what-is-not-ours',
    caughtAt: { seed: 4, profile: 'links', faults: 'none' },
    failureMode: 'Associations: a set that is replaced whole drops the targets that are no part of the edit.',
    file: `${engine}/plan/join-edits.ts`,
    find: '  const kept = before.filter((target) => !leaving.has(named(target)));',
    replace: '  const kept = before.filter((target) => !leaving.has(named(target)) && before.length === 0);',
  },
  {
    name: 'moved-primary-is-taken-back',
    caughtAt: { seed: 8, profile: 'labels', faults: 'none' },
    failureMode: 'Associations: a single target has no base, so one that one side alone has moved is taken back.',
    file: `${engine}/merge/merge-associations.ts`,
    find: '  const shared = base.values().next().value ?? null;',
    replace: '  const shared: number | null = null;',
  },
  {
    name: 'rewriting-is-an-edit',
    caughtAt: { seed: 2, profile: 'no-echo', faults: 'none' },
    failureMode: 'Echo: what an app whose answers do not show it has made of a value is taken for an edit.',
    file: `${engine}/apply/read-back.ts`,
    find: '      entry.base = baseOfHeld(plan.sync.fields, side, entry.base, write, record);',
    replace: '      baseOfHeld(plan.sync.fields, side, entry.base, write, record);',
  },
  {
    name: 'rewriting-is-never-known',
    caughtAt: { seed: 2, profile: 'no-echo', faults: 'none' },
    failureMode: 'Echo: what an app has made of a value is taken for an edit although nobody has touched the record.',
    file: `${engine}/merge/base-of-held.ts`,
    find: '    if (!untouched && !areEquivalent(mapping[side], sent, held)) continue;',
    replace: '    if (!areEquivalent(mapping[side], sent, held)) continue;',
  },
  {
    name: 'edit-is-a-rewriting',
    caughtAt: { seed: 20205, profile: 'no-echo', faults: 'all' },
    failureMode:
      'Lost edit: what somebody gives a field between a write and its read-back is taken for the own rewriting.',
    file: `${engine}/merge/base-of-held.ts`,
    find: '  const untouched = isUntouched(write, read);',
    replace: '  const untouched = isUntouched(write, read) || true;',
  },
  {
    name: 'target-under-way-is-missed',
    caughtAt: { seed: 31, profile: 'lookups', faults: 'none' },
    failureMode: 'Look-ups: one whose target is read or renamed while its record is on its way is not looked at again.',
    file: `${engine}/apply/wake-renamed.ts`,
    find: '    outdated.map(({ association }) => association),',
    replace: '    outdated.slice(0, 0).map(({ association }) => association),',
  },
  {
    name: 'list-older-than-a-merger-is-believed',
    caughtAt: { seed: 3751059464, profile: 'shared-edges', faults: 'all' },
    failureMode: 'Mergers: a list that still names the merged record is taken for one without the survivor.',
    file: `${engine}/store/merged-records.ts`,
    find: '  if (ids.length === 0) return new Set();',
    replace: '  if (ids.length >= 0) return new Set();',
  },
  {
    name: 'key-that-goes-is-named',
    caughtAt: { seed: 2, profile: 'handed-keys', faults: 'none' },
    failureMode: 'Look-ups: one is given a key that its target is about to lose.',
    file: `${engine}/plan/defer-names.ts`,
    find: '  if (ownTargets.length === 0) return decided;',
    replace: '  if (ownTargets.length >= 0) return decided;',
  },
  {
    name: 'cell-that-is-not-shown-is-written',
    caughtAt: { seed: 77, profile: 'unreadable', faults: 'all' },
    failureMode: 'Unreadable cells: one that cannot be read is overwritten as if it still held what it did.',
    file: `${engine}/plan/plan-pair.ts`,
    find: '  if (unreadable.length === 0) return fields;',
    replace: '  if (unreadable.length >= 0) return fields;',
  },
  {
    name: 'no-is-no-answer',
    caughtAt: { seed: 2, profile: 'check-boxes', faults: 'none' },
    failureMode: 'Blanks: "no" and no answer are the same in every app, so a "no" never travels.',
    file: `${engine}/merge/merge-fields.ts`,
    find: '  if (isBlank(mapping.left, left) && isBlank(mapping.right, right)) return true;',
    replace: '  if ([left, right].every((value) => value === null || value === false)) return true;',
  },
  {
    name: 'unreadable-cell-is-blank',
    caughtAt: { seed: 4, profile: 'unreadable', faults: 'none' },
    failureMode: 'Unreadable cells: one that the app does not show is taken for one that was cleared.',
    file: `${engine}/pull/observe-records.ts`,
    find: '  const shown = plannedFields(plan, record.fields);',
    replace:
      '  const blank = isAnswer ? {} : Object.fromEntries([...plan.fields.keys()].map((id) => [id, null]));\n' +
      '  record = { ...record, fields: { ...blank, ...record.fields } };\n' +
      '  const shown = plannedFields(plan, record.fields);',
  },
  {
    name: 'late-index-under-one-time-is-an-edit',
    caughtAt: { seed: 98100288, profile: 'hints', faults: 'all' },
    failureMode: 'Search index lag: what was there before our own write in the same millisecond is taken for an edit.',
    file: `${engine}/pull/observe-records.ts`,
    find: '    if (options.mayLag && before && isOtherwiseAtOnce(plan, before, record)) {\n',
    replace: '    if (options.mayLag && before && before.number < 0) {\n',
  },
  {
    name: 'one-look-up-follows',
    caughtAt: { seed: 111, profile: 'lookups', faults: 'none' },
    failureMode: 'Look-ups: of several that share a key, one alone follows a target that is renamed.',
    file: `${engine}/pull/save-keys.ts`,
    find: '      ofEnd.map(({ association }) => association),',
    replace: '      ofEnd.slice(0, 1).map(({ association }) => association),',
  },
  {
    name: 'survivor-keeps-the-other-twin',
    caughtAt: { seed: 11, profile: 'survivors', faults: 'none' },
    failureMode: 'Mergers: the survivor keeps the twin that does not bear its key, which is then given to two records.',
    file: `${engine}/cycle/settle-mergers.ts`,
    find: '    if (bearing) return bearing.link;',
    replace: '    if (bearing) return first;',
  },
  {
    name: 'moving-in-overwrites',
    caughtAt: { seed: 1, profile: 'mixed', faults: 'all' },
    failureMode: 'State lost or put back: without a base one side overwrites the other.',
    file: `${engine}/merge/merge-fields.ts`,
    find: '    const decision = bothChanged(mapping, left, right, rules);',
    replace: "    const decision: Decision = { to: 'right', conflict: false, reason: 'first-match' };",
  },
  {
    name: 'link-is-stored-late',
    caughtAt: { seed: 24, profile: 'edited-copies', faults: 'all' },
    failureMode: 'Crash: what a batch has made is linked after its intents are closed.',
    file: `${engine}/apply/store-together.ts`,
    find:
      '  const store = async (database: Kysely<Database>): Promise<void> => {\n' +
      '    const batches = answers.flatMap(({ intents, unknown }) => (intents ? [{ ...intents, unknown }] : []));\n' +
      '    await settleIntents(database, batches, context.clock.now());\n',
    replace:
      '  const batches = answers.flatMap(({ intents, unknown }) => (intents ? [{ ...intents, unknown }] : []));\n' +
      '  await context.store.transaction((database) => settleIntents(database, batches, context.clock.now()));\n' +
      '  const store = async (database: Kysely<Database>): Promise<void> => {\n',
  },
  {
    name: 'one-way-writes-back',
    caughtAt: { seed: 1, profile: 'mixed', faults: 'all' },
    failureMode: 'Direction: a mapping that goes one way is written against it.',
    file: `${engine}/merge/merge-fields.ts`,
    find: "  if (!writesTo(mapping, to)) return 'nothing';",
    replace: "  if (!writesTo(mapping, to) && mapping.key === '') return 'nothing';",
  },
  {
    name: 'frozen-is-written',
    caughtAt: { seed: 30, profile: 'filters', faults: 'all' },
    failureMode: 'Filters: a pair that left its filter is frozen and written all the same.',
    file: `${engine}/filter/settle-exits.ts`,
    find: 'const staying = own.filter(({ standing }) => takesPart(standing))',
    replace: "const staying = own.filter(({ standing }) => standing.kind !== 'contested')",
  },
  {
    name: 'outsider-is-linked',
    caughtAt: { seed: 4, profile: 'filters', faults: 'none' },
    failureMode: 'Filters: a match with a record that a filter leaves out is linked.',
    file: `${engine}/filter/admit-records.ts`,
    find: "  if (eligible[0] !== plan) return 'leave';",
    replace: "  if (eligible[0] === plan) return 'admitted';",
  },
  {
    name: 'implied-is-updated',
    caughtAt: { seed: 9, profile: 'implied', faults: 'none' },
    failureMode: 'Implied syncs: what was matched for an association is updated with the default fields.',
    file: `${engine}/plan/plan-pair.ts`,
    find: 'mappings: plan.sync.implied ? [] : plan.sync.fields,',
    replace: 'mappings: plan.sync.fields,',
  },
  {
    name: 'cleared-column-passes',
    caughtAt: { seed: 3, profile: 'accidents', faults: 'all' },
    failureMode: 'Brakes: a column that is cleared in one app is cleared in the other.',
    file: `${engine}/brake/count-changes.ts`,
    find: "if (isBlank(mapping[to], after)) counts.add('blank', side, subject, pair[side].id);",
    replace: 'if (isBlank(mapping[to], after)) continue;',
  },
  {
    name: 'import-passes',
    caughtAt: { seed: 1, profile: 'accidents', faults: 'all' },
    failureMode: 'Brakes: a field that an import has overwritten overwrites that of the other app.',
    file: `${engine}/brake/count-changes.ts`,
    find: "else counts.add('overwrite', side, subject, pair[side].id, textOf(origin));",
    replace: "else if (origin === null) counts.add('overwrite', side, subject, pair[side].id);",
  },
  {
    name: 'lost-associations-pass',
    caughtAt: { seed: 5, profile: 'accidents', faults: 'all' },
    failureMode: 'Brakes: associations that vanish in numbers are removed in the other app.',
    file: `${engine}/brake/count-changes.ts`,
    find: 'for (const _ of edit.remove) counts.add(kind,',
    replace: 'for (const _ of edit.add) counts.add(kind,',
  },
  {
    name: 'emptied-object-passes',
    caughtAt: { seed: 17, profile: 'accidents', faults: 'all' },
    failureMode: 'Brakes: an object that is emptied ends the links of all its records.',
    file: `${engine}/store/brake-totals.ts`,
    find: 'and records.gone = 1 and records.merged_into is null',
    replace: 'and records.gone = 2 and records.merged_into is null',
  },
  {
    name: 'mass-archive-passes',
    caughtAt: { seed: 15, profile: 'accidents', faults: 'none' },
    failureMode: 'Brakes: where deletions are archived, an object that is emptied in one app is emptied in the other.',
    file: `${engine}/brake/check-brakes.ts`,
    find: 'if (count < least) continue;',
    replace: "if (kind === 'archive' || count < least) continue;",
  },
  {
    name: 'wrong-key-passes',
    caughtAt: { seed: 7, profile: 'accidents', faults: 'all' },
    failureMode: 'Brakes: two full objects of which nothing matches are copied into each other.',
    file: `${engine}/brake/count-unmatched.ts`,
    find: 'of - matched <= share * of',
    replace: 'of - matched <= of',
  },
  {
    name: 'undo-overwrites-later-edits',
    caughtAt: { seed: 1, profile: 'undos', faults: 'none' },
    failureMode: 'Undo: what was edited since the run is taken back with it.',
    file: `${engine}/cycle/undone-record.ts`,
    find: 'if (areEquivalent(mapping[side], current, net.held ?? net.after)) return true;',
    replace: 'if (mapping) return true;',
  },
  {
    name: 'undo-swallows-an-edit',
    caughtAt: { seed: 65, profile: 'undos', faults: 'none' },
    failureMode: 'Undo: an edit of the other side that no sync had carried counts as carried.',
    file: `${engine}/plan/apply-decisions.ts`,
    find: 'asDecided(mapping, otherSide(side), shown, one, pair.link)',
    replace: 'shown',
  },
  {
    name: 'undone-is-done-again',
    caughtAt: { seed: 1, profile: 'undos', faults: 'none' },
    failureMode: 'Undo: the next sync does again what was taken back.',
    file: `${engine}/plan/apply-decisions.ts`,
    find: 'areEquivalent(mapping[side], half, shown) ? shown : half;',
    replace: 'areEquivalent(mapping[side], half, shown) ? null : half;',
  },
  {
    name: 'undo-leaves-what-was-made',
    caughtAt: { seed: 4, profile: 'undos', faults: 'none' },
    failureMode: 'Undo: a record that the run made stays, and nothing tells of it.',
    file: `${engine}/cycle/undo-record.ts`,
    find: "return { decisions: [{ ...base, what: { kind: 'archive' } }], refused: [] };",
    replace: 'return { decisions: [], refused: [] };',
  },
  {
    name: 'rejected-is-archived',
    caughtAt: { seed: 11, profile: 'reviews', faults: 'none' },
    failureMode: 'Reviews: what somebody has rejected is archived.',
    file: `${engine}/status/reviews.ts`,
    find: "const fate = decision === 'approve' ? 'to-archive' : 'gone';",
    replace: "const fate = 'to-archive';",
  },
  {
    name: 'approved-is-forgotten',
    caughtAt: { seed: 52, profile: 'reviews', faults: 'none' },
    failureMode: 'Reviews: what somebody has approved is not archived.',
    file: `${engine}/status/reviews.ts`,
    find: "const fate = decision === 'approve' ? 'to-archive' : 'gone';",
    replace: "const fate = 'gone';",
  },
  {
    name: 'rejected-is-asked-again',
    caughtAt: { seed: 3, profile: 'reviews', faults: 'none' },
    failureMode: 'Reviews: what somebody has rejected goes on being asked.',
    file: `${engine}/status/reviews.ts`,
    find: "const fate = decision === 'approve' ? 'to-archive' : 'gone';",
    replace: "const fate = decision === 'approve' ? 'to-archive' : 'deletion-review';",
  },
  {
    name: 'resolved-on-one-side',
    caughtAt: { seed: 4, profile: 'reviews', faults: 'none' },
    failureMode: 'Conflicts: the value that somebody has chosen is written to one side alone.',
    file: `${engine}/cycle/plan-resolution.ts`,
    find: 'if (!writesTo(mapping, side) || areEquivalent(',
    replace: "if (!writesTo(mapping, side) || side === 'right' || areEquivalent(",
  },
  {
    name: 'rejected-is-merged',
    caughtAt: { seed: 4, profile: 'merge-reviews', faults: 'none' },
    failureMode: 'Mergers: what somebody wants to be kept apart is made one.',
    file: `${engine}/status/reviews.ts`,
    find: "const after = decision === 'approve' ? 'to-merge' : 'kept-apart';",
    replace: "const after = 'to-merge';",
  },
  {
    name: 'approved-merger-is-forgotten',
    caughtAt: { seed: 1, profile: 'merge-reviews', faults: 'none' },
    failureMode: 'Mergers: what somebody has approved is not merged.',
    file: `${engine}/status/reviews.ts`,
    find: "const after = decision === 'approve' ? 'to-merge' : 'kept-apart';",
    replace: "const after = 'kept-apart';",
  },
  {
    name: 'merger-is-not-told',
    caughtAt: { seed: 387, profile: 'merge-reviews', faults: 'crashes' },
    failureMode: 'Mergers: one whose answer nobody saw does not come to the log.',
    file: `${engine}/cycle/merge-left-over.ts`,
    find: "for (const link of links) if (link.reason === 'merge-sent') await settleSent(step, link);",
    replace: "for (const link of links) if (link.reason === '') await settleSent(step, link);",
  },
  {
    name: 'merged-with-whoever-was-linked-last',
    caughtAt: { seed: 2, profile: 'merge-reviews', faults: 'none' },
    failureMode: 'Mergers: what was left over goes into a record whose twin has nothing to do with it.',
    file: `${engine}/cycle/merge-left-over.ts`,
    find: '  const partners = await keptPartners(database, plan, side, ids);\n',
    replace:
      '  const partners = new Map(await keptPartners(database, plan, side, ids));\n' +
      '  for (const id of partners.keys()) partners.set(id, [...partners.values()].at(-1) ?? id);\n',
  },
  {
    name: 'deletion-hint-is-believed',
    caughtAt: { seed: 1, profile: 'hints', faults: 'none' },
    failureMode: 'Hints: a record that is said to be deleted is taken for gone, whatever its app shows.',
    file: `${engine}/pull/read-hinted.ts`,
    find:
      '      const there = answers.flatMap(({ record }) => (record ? [record] : []));\n' +
      '      const vanished = await storeVanished(database, plan, answers);\n',
    replace:
      "      const isGone = ({ id }: { id: string }): boolean => isAbout('deleted', named.get(id));\n" +
      '      const told = answers.map((one) => (isGone(one) ? { id: one.id, record: null } : one));\n' +
      '      const there = told.flatMap(({ record }) => (record ? [record] : []));\n' +
      '      const vanished = await storeVanished(database, plan, told);\n',
  },
  {
    name: 'hint-moves-the-checkpoint',
    caughtAt: { seed: 1, profile: 'hints', faults: 'none' },
    failureMode: 'Hints: an object counts as read up to the time at which a record of it was looked at.',
    file: `${engine}/pull/read-hinted.ts`,
    find: '      await addHinted(database, plan.object, count);\n',
    replace:
      '      await addHinted(database, plan.object, count);\n' +
      "      const read = database.updateTable('reads').set({ checkpoint: String(clock.now()) });\n" +
      "      await read.where('object_id', '=', plan.object).execute();\n",
  },
  {
    name: 'hints-are-all-there-is',
    caughtAt: { seed: 3, profile: 'hints', faults: 'none' },
    failureMode: 'Hints: what was not hinted at counts as read along with it, and is lost.',
    file: `${engine}/cycle/look-at-hints.ts`,
    find: '        return readHinted(context, object, named, await roomOf(context, object, pairs));\n',
    replace:
      '        const { end, fields } = object;\n' +
      '        const since = { object: end.object.id, since: state.checkpoint, fields: [...fields.keys()], associations: [] };\n' +
      '        for await (const { checkpoint } of end.app.readChanges(since, { signal: context.signal })) {\n' +
      "          const read = store.database.updateTable('reads').set({ checkpoint });\n" +
      "          await read.where('object_id', '=', object.object).execute();\n" +
      '        }\n' +
      '        return readHinted(context, object, named, await roomOf(context, object, pairs));\n',
  },
  {
    name: 'hinted-record-is-made-at-once',
    caughtAt: { seed: 11, profile: 'hints', faults: 'none' },
    failureMode:
      'Hints: a record is made on the other side although nobody has looked what came to that one meanwhile.',
    file: `${engine}/cycle/look-at-hints.ts`,
    find: 'if (unlinked.every((count) => count === 0)) continue;',
    replace: 'if (unlinked.every((count) => count >= 0)) continue;',
  },
  {
    name: 'one-known-version-hides-others',
    caughtAt: { seed: 4, profile: 'hints', faults: 'none' },
    failureMode: 'Hints: a record is not looked at because one of several hints tells of a version that is known.',
    file: `${engine}/pull/read-hinted.ts`,
    find: "  hints.every(({ kind, revision }) => kind === 'changed' && revision === known.revision);",
    replace: "  hints.some(({ kind, revision }) => kind === 'changed' && revision === known.revision);",
  },
];
