import {
  type AssociationTarget,
  type CallOptions,
  type CanonicalValue,
  type RecordChange,
  type SourceRecord,
  UnsupportedError,
} from '@linkwright/core';
import {
  type CompiledFieldMapping,
  type CompiledSync,
  type LinkedPair,
  linkedPairs,
  type Store,
} from '@linkwright/engine';
import type { Session } from '../session/open-session.ts';
import { editedValue, freshKey } from './edited-value.ts';

type Side = 'left' | 'right';

/** Something that people do in the apps, told as they would tell it. `refused`: why the app did not let them. */
export interface MadeEdit {
  readonly sync: string;
  readonly text: string;
  readonly refused?: string;
}

const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');
/** Pairs that are needed: one for each kind of edit. */
const pairsUsed = 7;

/** The same handful of edits for every sync, each on a pair of its own, through the connections of the copies. */
export async function makeEdits(session: Session, store: Store, options: CallOptions): Promise<readonly MadeEdit[]> {
  const made: MadeEdit[] = [];
  const deletions: (() => Promise<void>)[] = [];
  for (const sync of session.compilation.syncs) {
    if (sync.implied) continue;
    const pairs = await linkedPairs(store, session.compilation.syncs, { sync: sync.name, most: pairsUsed });
    const editor = createEditor(sync, options);
    const take = pairs[Symbol.iterator]();
    const next = (): LinkedPair | undefined => take.next().value;
    // The file's own left comes first.
    const [first, second]: readonly Side[] = sync.reversed ? ['right', 'left'] : ['left', 'right'];
    if (first === undefined || second === undefined) continue;
    const note = (edit: Edit | null): void => {
      if (edit !== null) made.push({ sync: sync.name, ...edit });
    };
    for (const edit of [
      await editor.editField(next(), first),
      await editor.editField(next(), second),
      ...(await editor.editBoth(next(), first)),
      ...(await editAssociations(editor, session, store, [next(), next()], first)),
      await editor.create(pairs[0], first),
    ]) {
      note(edit);
    }
    const last = pairs.length > 1 ? pairs.at(-1) : undefined;
    deletions.push(async () => note(await editor.delete(last, first)));
  }
  // What is deleted is no target of another sync's edits.
  for (const remove of deletions) await remove();
  return made;
}

type Edit = Omit<MadeEdit, 'sync'>;
type Editor = ReturnType<typeof createEditor>;

function createEditor(sync: CompiledSync, options: CallOptions) {
  const label = ({ id, fields }: SourceRecord, side: Side): string => {
    const shown = fields[sync[side].object.displayField ?? ''];
    return typeof shown === 'string' ? shown : id;
  };

  async function read(id: string, side: Side): Promise<SourceRecord | null> {
    const { app, object } = sync[side];
    const used = [
      ...sync.fields.map((mapping) => mapping[side].id),
      ...sync.matchKeys.flatMap(({ parts }) => parts.map((part) => part[side])),
    ];
    const fields = [...new Set([...used, ...(object.displayField === undefined ? [] : [object.displayField])])];
    const [answer] = await app.readRecords({ object: object.id, ids: [id], fields, associations: [] }, options);
    return answer?.record ?? null;
  }

  /** `null`: written. */
  async function write(side: Side, change: RecordChange): Promise<string | null> {
    const { app, object } = sync[side];
    const [outcome] = await app.write({ object: object.id, changes: [change] }, options);
    if (outcome?.kind === 'written') {
      const [refusal] = outcome.refused ?? [];
      return refusal === undefined ? null : refusal.error.message;
    }
    return outcome !== undefined && 'error' in outcome ? outcome.error.message : (outcome?.kind ?? 'not answered');
  }

  const told = (text: string, refused: string | null): Edit => ({ text, ...(refused !== null && { refused }) });
  const show = (value: CanonicalValue): string => (value === null ? 'blank' : String(value));

  async function change(record: SourceRecord, side: Side, mapping: CompiledFieldMapping): Promise<Edit | null> {
    const field = mapping[side];
    const before = record.fields[field.id] ?? null;
    const after = editedValue(field, before, optionsOf(mapping, side));
    if (after === null) return null;
    const { displayName } = sync[side];
    const refused = await write(side, {
      kind: 'update',
      writeId: `edit-${side}`,
      id: record.id,
      fields: { [field.id]: after },
    });
    return told(`${displayName}: ${label(record, side)}, ${field.name}: ${show(before)} → ${show(after)}`, refused);
  }

  /** A field whose change reaches the other side and changes nothing else. */
  function editable(side: Side): CompiledFieldMapping | undefined {
    const keys = new Set(sync.matchKeys.flatMap(({ parts }) => parts.map((part) => part[side])));
    const filtered = new Set([...sync.filter.left, ...sync.filter.right].map(({ field }) => field.id));
    return sync.fields.find(
      (mapping) =>
        travelsFrom(mapping.direction, side) &&
        !mapping[side].readOnly &&
        !mapping[side].unique &&
        !keys.has(mapping[side].id) &&
        !filtered.has(mapping[side].id) &&
        editedValue(mapping[side], null, optionsOf(mapping, side)) !== null,
    );
  }

  async function editField(pair: LinkedPair | undefined, side: Side): Promise<Edit | null> {
    const mapping = editable(side);
    const record = pair === undefined || mapping === undefined ? null : await read(pair[side], side);
    return record === null || mapping === undefined ? null : change(record, side, mapping);
  }

  return {
    sync,
    options,
    label,
    read,
    write,
    told,
    editField,

    /** The same field of a pair on both sides: a conflict. */
    async editBoth(pair: LinkedPair | undefined, side: Side): Promise<readonly (Edit | null)[]> {
      const mapping = editable(side);
      const other = otherSide(side);
      if (pair === undefined || mapping === undefined || mapping.direction !== 'two-way') return [];
      const [one, two] = [await read(pair[side], side), await read(pair[other], other)];
      if (one === null || two === null || mapping[other].type !== 'text') return [];
      // The second differs from the first, or both would be in step.
      const theirs = {
        ...two,
        fields: { ...two.fields, [mapping[other].id]: `${show(two.fields[mapping[other].id] ?? null)}, too` },
      };
      return [await change(one, side, mapping), await change(theirs, other, mapping)];
    },

    /** Like a record that is there, with another match key. */
    async create(pair: LinkedPair | undefined, side: Side): Promise<Edit | null> {
      if (!sync.createOn[otherSide(side)] || pair === undefined) return null;
      const model = await read(pair[side], side);
      if (model === null) return null;
      const keys = new Set(sync.matchKeys.flatMap(({ parts }) => parts.map((part) => part[side])));
      const fields: Record<string, CanonicalValue> = {};
      for (const field of sync[side].object.fields) {
        const value = model.fields[field.id];
        if (value === undefined || field.readOnly) continue;
        const fresh = keys.has(field.id) || field.unique ? freshKey(field, value) : value;
        if (fresh !== null) fields[field.id] = fresh;
      }
      const refused = await write(side, { kind: 'create', writeId: `create-${sync.name}`, fields });
      return told(`${sync[side].displayName}: ${label({ id: 'a new record', fields }, side)} is new`, refused);
    },

    async delete(pair: LinkedPair | undefined, side: Side): Promise<Edit | null> {
      const record = pair === undefined ? null : await read(pair[side], side);
      if (record === null || sync[side].capabilities.archive === 'none') return null;
      const refused = await write(side, { kind: 'archive', writeId: `delete-${sync.name}`, id: record.id });
      return told(`${sync[side].displayName}: ${label(record, side)} is deleted`, refused);
    },
  };
}

/** Option values that the other side has too. */
const optionsOf = ({ toLeft, toRight }: CompiledFieldMapping, side: Side): readonly string[] => [
  ...((side === 'left' ? toRight : toLeft)?.keys() ?? []),
];

const travelsFrom = (direction: CompiledSync['direction'], side: Side): boolean =>
  direction === 'two-way' || direction === (side === 'left' ? 'left-to-right' : 'right-to-left');

/** Of one record an association is taken away, and another record gets one. */
async function editAssociations(
  editor: Editor,
  session: Session,
  store: Store,
  [one, other]: readonly (LinkedPair | undefined)[],
  first: Side,
): Promise<readonly Edit[]> {
  const { sync } = editor;
  const { syncs } = session.compilation;
  for (const side of [first, otherSide(first)]) {
    const mapping = sync.associations.find(
      (candidate) =>
        travelsFrom(candidate.direction, side) &&
        candidate.keys[side] === null &&
        !candidate[side].readOnly &&
        (candidate.owner === null || candidate.owner === side),
    );
    if (mapping === undefined) continue;
    const targets = await linkedPairs(store, syncs, { sync: mapping.via, most: pairsUsed });
    const ids = targets.map((target) => target[mapping.viaReversed ? otherSide(side) : side]);
    const made: Edit[] = [];
    for (const [pair, adds] of [
      [one, false],
      [other, true],
    ] as const) {
      const record = pair === undefined ? null : await editor.read(pair[side], side);
      if (record === null) continue;
      const present = await targetsOf(editor, side, mapping[side].id, record.id);
      const [last] = present;
      const fresh = ids.find((id) => id !== record.id && !present.some((target) => 'id' in target && target.id === id));
      const isMoved = mapping.reading === 'one' && last !== undefined;
      const add = adds && fresh !== undefined ? [{ id: fresh }] : [];
      const remove = (!adds || isMoved) && last !== undefined ? [last] : [];
      if (add.length + remove.length === 0) continue;
      const kept = present.filter((target) => !remove.includes(target));
      const refused = await writeEdge(editor, side, record.id, mapping[side].id, {
        add,
        remove,
        result: [...kept, ...add],
      });
      const what =
        add.length === 0
          ? 'one target is taken away'
          : remove.length === 0
            ? 'a target is added'
            : 'moves to another target';
      made.push(
        editor.told(
          `${sync[side].displayName}: ${editor.label(record, side)}, ${mapping[side].name}: ${what}`,
          refused,
        ),
      );
    }
    return made;
  }
  return [];
}

async function targetsOf(
  { sync, options }: Editor,
  side: Side,
  field: string,
  id: string,
): Promise<readonly AssociationTarget[]> {
  const { app, object } = sync[side];
  const request = { object: object.id, associations: [field], ids: [id] };
  const [answer] = await app.readAssociations(request, options);
  return answer?.associations?.[field] ?? [];
}

async function writeEdge(
  { sync, options, write }: Editor,
  side: Side,
  id: string,
  field: string,
  edit: {
    readonly add: readonly AssociationTarget[];
    readonly remove: readonly AssociationTarget[];
    readonly result: readonly AssociationTarget[];
  },
): Promise<string | null> {
  const { app, object, capabilities } = sync[side];
  const schema = object.associations.find((candidate) => candidate.id === field);
  const writeId = `edge-${field}`;
  if ((schema?.writes ?? capabilities.associationWrites.update) === 'inline') {
    return write(side, { kind: 'update', writeId, id, fields: {}, associations: { [field]: edit } });
  }
  if (app.writeAssociations === undefined)
    throw new UnsupportedError('no association calls', { code: 'no-association-calls' });
  const change = { writeId, id, field, add: edit.add, remove: edit.remove };
  const [outcome] = await app.writeAssociations({ object: object.id, changes: [change] }, options);
  if (outcome?.kind === 'written') return outcome.refused?.[0]?.error.message ?? null;
  return outcome !== undefined && 'error' in outcome ? outcome.error.message : (outcome?.kind ?? 'not answered');
}
