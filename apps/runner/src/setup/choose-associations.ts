import type { AssociationFieldSchema, NarrowedAssociation } from '@linkwright/core';
import { count } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import type { Questions } from '../prompt/questions.ts';
import { countLinks } from '../suggest/count-links.ts';
import { declaredReferences } from '../suggest/declared-references.ts';
import { type ActivePair, narrowForSync, pairedTargets } from '../suggest/narrow-for-sync.ts';
import { placeOf, type SetupContext, type SetupEnd, type SetupPair } from './setup-context.ts';

/** Sets up another object sync and comes back. */
export type SetUpSync = (
  context: SetupContext,
  left: { readonly connection: string; readonly objects: readonly string[] },
  right: { readonly connection: string; readonly objects: readonly string[] },
) => Promise<string>;

/**
 * Which association fields go together. The other app's field comes first: what it points at, and how many, narrows the
 * fields of the first app to those that fit.
 */
export async function chooseAssociations(
  context: SetupContext,
  pair: SetupPair,
  sync: string,
  setUpSync: SetUpSync,
): Promise<void> {
  const { ask } = context;
  if (ask === null) return;
  const extended = await withReferences(context, pair, sync);
  const [first, second] = askedFirst(context, extended);
  for (;;) {
    const free = first.object.associations.filter((field) => !isMapped(context, sync, first.side, field));
    if (free.length === 0) return;
    const chosen = await ask.choose<AssociationFieldSchema | null>(
      `Which links of ${placeOf(context, first)} are kept in step, too?`,
      [
        { value: null, label: isAnyMapped(context, sync) ? 'No more' : 'None' },
        ...(await Promise.all(free.map((field) => associationChoice(context, first, field)))),
      ],
      // Whoever goes on without reading keeps links in step rather than none of them.
      isAnyMapped(context, sync) ? null : free[0],
    );
    if (chosen === null) return;
    await mapOne(context, ask, { sync, first, second, chosen, setUpSync });
  }
}

interface Mapping {
  readonly sync: string;
  readonly first: SetupEnd;
  readonly second: SetupEnd;
  readonly chosen: AssociationFieldSchema;
  readonly setUpSync: SetUpSync;
}

async function mapOne(context: SetupContext, ask: Questions, mapping: Mapping): Promise<void> {
  const { sync, first, second, chosen } = mapping;
  if (!(await isTargetSynced(context, ask, mapping))) return;
  const free = (narrowed: readonly NarrowedAssociation[]): readonly NarrowedAssociation[] =>
    narrowed.filter(({ candidate }) => !isMapped(context, sync, second.side, candidate));
  const offered = free(await narrow(context, first, second, chosen));
  const narrowed = (await isHeldAsOne(context, ask, first, chosen, offered))
    ? free(await narrow(context, first, second, { ...chosen, prefersOne: true }))
    : offered;
  const fitting = narrowed.flatMap(({ candidate, compatibility }) =>
    compatibility.compatible ? [{ candidate, via: compatibility.via, reading: compatibility.reading }] : [],
  );
  const out = narrowed.flatMap(({ candidate, compatibility }) =>
    compatibility.compatible
      ? []
      : [`${candidate.name}: ${[compatibility.reason, compatibility.hint].filter(Boolean).join('. ')}`],
  );
  if (out.length > 0) ask.tell([`Of ${placeOf(context, second)} these do not fit:`, ...out.map(visible)].join('\n'));
  if (fitting.length === 0) {
    ask.tell(`Nothing of ${placeOf(context, second)} fits ${visible(chosen.name)}.`, 'warn');
    return;
  }
  const answer = await ask.choose<(typeof fitting)[number] | null>(
    `Which links of ${placeOf(context, second)} go with ${visible(chosen.name)}?`,
    [
      ...fitting.map((one) => ({
        value: one,
        label: one.candidate.name,
        hint: [
          one.candidate.cardinality === 'one' ? 'one' : 'several',
          ...(one.reading === 'one' && (one.candidate.cardinality === 'many' || chosen.cardinality === 'many')
            ? ['carried while there is a single one']
            : []),
        ].join(', '),
      })),
      { value: null, label: 'None of these' },
    ],
  );
  if (answer === null) return;
  const via =
    answer.via.length < 2
      ? undefined
      : await ask.choose(
          'Through which sync are the targets found?',
          answer.via.map((name) => ({ value: name, label: name })),
        );
  const [left, right] = first.side === 'left' ? [chosen, answer.candidate] : [answer.candidate, chosen];
  await context.draft.apply({
    kind: 'add-mapping',
    sync,
    list: 'associations',
    mapping: { left: left.name, right: right.name, ...(via !== undefined && { via }) },
  });
}

/**
 * Apps let a link take several targets unless somebody says otherwise. Where the records hold one each, the partner that
 * holds one is meant; asked only where both kinds of partner fit.
 */
async function isHeldAsOne(
  context: SetupContext,
  ask: Questions,
  end: SetupEnd,
  chosen: AssociationFieldSchema,
  offered: readonly NarrowedAssociation[],
): Promise<boolean> {
  const { command, catalogue, countedLinks } = context;
  const kinds = new Set(
    offered.flatMap(({ candidate, compatibility }) => (compatibility.compatible ? [candidate.cardinality] : [])),
  );
  if (chosen.cardinality === 'one' || chosen.prefersOne === true || kinds.size < 2) return false;
  // A declared reference is a plain field, of which the app knows no targets.
  if (end.object.fields.some(({ id }) => id === chosen.id)) return false;
  const connection = catalogue.connection(end.connection);
  const what = JSON.stringify([connection.account, end.object.id, chosen.id]);
  command.output.progress(`reading ${end.connection} ${end.object.name} …`);
  const counting =
    countedLinks.get(what) ?? countLinks(connection, end.object.id, chosen.id, { signal: command.signal });
  countedLinks.set(what, counting);
  const { single, several } = await counting;
  command.output.progress(null);
  if (single === 0 || several > 0) return false;
  ask.tell(
    `${visible(chosen.name)} may hold several, but no record does; ${count(single, 'holds', 'hold')} one. What holds one comes first.`,
  );
  return true;
}

/** The targets need a sync of their own: one that is switched off can be enabled, a missing one set up at once. */
async function isTargetSynced(context: SetupContext, ask: Questions, mapping: Mapping): Promise<boolean> {
  const { first, second, chosen, sync, setUpSync } = mapping;
  const { catalogue, draft } = context;
  const isPaired = async (syncs: readonly ActivePair[]): Promise<string | undefined> =>
    pairedTargets(syncs, accountOf(context, first), accountOf(context, second)).find(
      (pair) =>
        chosen.targets.includes(pair.chosen) &&
        second.object.associations.some((candidate) => candidate.targets.includes(pair.candidate)),
    )?.via;
  if ((await isPaired(await activePairs(context, true))) !== undefined) return true;
  const names = await Promise.all(chosen.targets.map((id) => catalogue.nameOf(first.connection, id)));
  const off = await isPaired(await activePairs(context, false));
  if (off !== undefined) {
    if (
      !(await ask.confirm(`${names.join(' and ')} are synced by ${visible(off)}, which is switched off. Switch it on?`))
    )
      return false;
    await draft.apply({ kind: 'set', sync: off, key: 'enabled', value: true });
    return true;
  }
  ask.tell(
    `${visible(chosen.name)} points at ${visible(names.join(' and '))}, which no sync pairs yet. A link is placed through the sync of its targets.`,
  );
  if (
    !(await ask.confirm(
      `Set up a sync of ${visible(names.join(' and '))} first? Then we come back to ${visible(sync)}.`,
    ))
  )
    return false;
  const own = [...new Set(second.object.associations.flatMap(({ targets }) => targets))];
  const wishes = {
    [first.side]: { connection: first.connection, objects: chosen.targets },
    [second.side]: { connection: second.connection, objects: own },
  };
  const { left, right } = wishes;
  if (!left || !right) return false;
  const added = await setUpSync(context, left, right);
  ask.tell(`${visible(added)} is set up. Back to ${visible(sync)}.`, 'success');
  return (await isPaired(await activePairs(context, true))) !== undefined;
}

async function narrow(
  context: SetupContext,
  first: SetupEnd,
  second: SetupEnd,
  chosen: AssociationFieldSchema,
): Promise<readonly NarrowedAssociation[]> {
  const { catalogue } = context;
  const names = new Map<string, string>();
  for (const [end, side] of [
    [first, 'chosen'],
    [second, 'candidate'],
  ] as const) {
    const { objects } = await catalogue.list(end.connection);
    for (const { id, name } of objects) names.set(`${side} ${id}`, name);
  }
  return narrowForSync({
    chosen,
    from: { account: accountOf(context, first).account, object: first.object },
    candidates: { account: accountOf(context, second).account, object: second.object },
    syncs: await activePairs(context, true),
    nameOf: (id, side) => names.get(`${side} ${id}`) ?? id,
  });
}

const accountOf = ({ catalogue }: SetupContext, end: SetupEnd): { readonly account: string } => ({
  account: catalogue.connection(end.connection).account,
});

/** The object syncs of the draft between connections that are open, as far as they are enabled or not. */
async function activePairs(context: SetupContext, enabled: boolean): Promise<readonly ActivePair[]> {
  const { draft, catalogue, connections } = context;
  const pairs: ActivePair[] = [];
  for (const [name, sync] of Object.entries(draft.loaded().configuration.syncs)) {
    if (sync.enabled !== enabled) continue;
    if (!connections.has(sync.left.connection) || !connections.has(sync.right.connection)) continue;
    const [left, right] = await Promise.all(
      [sync.left, sync.right].map(async ({ connection, object }) => ({
        account: catalogue.connection(connection).account,
        object: { id: await catalogue.idOf(connection, object).catch(() => object) },
      })),
    );
    if (left && right) pairs.push({ name, left, right });
  }
  return pairs;
}

/** The app that insists on a sync for every object knows least of the other: its fields come first. */
function askedFirst({ catalogue }: SetupContext, { left, right }: SetupPair): readonly [SetupEnd, SetupEnd] {
  const insists = ({ connection, object }: SetupEnd): boolean => {
    const { capabilities } = catalogue.connection(connection);
    return { ...capabilities, ...object.capabilities }.requiresExplicitAssociationSyncs;
  };
  return insists(left) && !insists(right) ? [left, right] : [right, left];
}

async function associationChoice({ catalogue }: SetupContext, end: SetupEnd, field: AssociationFieldSchema) {
  const targets = await Promise.all(field.targets.map((id) => catalogue.nameOf(end.connection, id)));
  const many = field.cardinality === 'one' ? 'one' : 'several';
  return { value: field, label: field.name, hint: `${many} of ${targets.join(', ')}` };
}

function isMapped(
  { draft }: SetupContext,
  sync: string,
  side: 'left' | 'right',
  field: AssociationFieldSchema,
): boolean {
  const mappings = draft.loaded().configuration.syncs[sync]?.associations ?? [];
  return mappings.some((mapping) => mapping[side] === field.name || mapping[side] === field.id);
}

const isAnyMapped = ({ draft }: SetupContext, sync: string): boolean =>
  (draft.loaded().configuration.syncs[sync]?.associations ?? []).length > 0;

/** The declared reference fields of both ends stand among their association fields. */
async function withReferences(
  { draft, catalogue }: SetupContext,
  { left, right }: SetupPair,
  sync: string,
): Promise<SetupPair> {
  const extend = async (end: SetupEnd): Promise<SetupEnd> => ({
    ...end,
    object: {
      ...end.object,
      associations: [
        ...end.object.associations,
        ...(await declaredReferences(draft.loaded().configuration.syncs, catalogue, end, sync)),
      ],
    },
  });
  return { left: await extend(left), right: await extend(right) };
}
