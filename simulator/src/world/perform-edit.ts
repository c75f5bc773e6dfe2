import { type CanonicalValue, isLinkwrightError } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import type { AssociationName, Edit, ObjectName } from '../story/story.ts';
import { grades, lookedUp, type Personality, sourceOf, targetOf } from './personalities.ts';

/**
 * Does in the app what a person does. Returns what happened, told in one line; what the app does not accept does not
 * happen, as for a person.
 */
export function performEdit(app: InMemoryApp, personality: Personality, edit: Edit): string {
  try {
    return perform(app, personality, edit);
  } catch (error) {
    if (!isLinkwrightError(error)) throw error;
    return `${describe(edit)}: refused, ${error.code}`;
  }
}

function perform(app: InMemoryApp, personality: Personality, edit: Edit): string {
  switch (edit.do) {
    case 'create': {
      const id = app.create(personality.object(edit.object), fieldsOf(personality, edit.fields));
      return `creates ${id} ${JSON.stringify(edit.fields)}`;
    }
    case 'set': {
      const id = nth(app, personality, edit.object, edit.pick);
      if (id === null) return `${describe(edit)}: there is none`;
      app.update(personality.object(edit.object), id, fieldsOf(personality, { [edit.field]: edit.value }));
      return `sets ${edit.field} of ${id} to ${JSON.stringify(edit.value)}`;
    }
    case 'touch':
    case 'delete': {
      const id = nth(app, personality, edit.object, edit.pick);
      if (id === null) return `${describe(edit)}: there is none`;
      app[edit.do === 'touch' ? 'touch' : 'archive'](personality.object(edit.object), id);
      return `${edit.do === 'touch' ? 'touches' : 'deletes'} ${id}`;
    }
    case 'restore': {
      const object = personality.object(edit.object);
      const { movedTo } = app.state.table(object);
      const ids = [...app.state.trash.values()].flatMap(({ record: { id, table } }) =>
        table.schema.id === object ? [id] : [],
      );
      const binned = ids.filter((id) => !movedTo.has(id));
      const id = binned[edit.pick % Math.max(1, binned.length)];
      if (id === undefined) return `${describe(edit)}: there is none`;
      app.restore(object, id);
      return `restores ${id}`;
    }
    case 'merge': {
      const survivor = nth(app, personality, edit.object, edit.pick);
      const loser = nth(app, personality, edit.object, edit.target);
      if (survivor === null || loser === null || survivor === loser) return `${describe(edit)}: there are no two`;
      const standing = app.merge(personality.object(edit.object), survivor, loser, { newId: edit.newId });
      return `merges ${loser} into ${survivor}${standing === survivor ? '' : `, which becomes ${standing}`}`;
    }
    default:
      return performLink(app, personality, edit);
  }
}

function performLink(app: InMemoryApp, personality: Personality, edit: Edit & { do: 'link' | 'unlink' }): string {
  const source = sourceOf[edit.association];
  const id = nth(app, personality, source, edit.pick);
  const object = personality.object(source);
  const field = personality.field(edit.association);
  const association = app.state.edges.of(app.state.table(object)).get(field);
  if (id === null || association === undefined) return `${describe(edit)}: there is none`;
  const target = nameOf(app, personality, edit, association.schema.refersBy !== undefined);
  if (target === null) return `${describe(edit)}: there is none`;
  const held = app.readEdges(object, field).filter(([from]) => from === id);
  if (edit.do === 'unlink') {
    // A person takes out what is there rather than what is not.
    const [, gone] = held[edit.target % Math.max(1, held.length)] ?? [];
    if (gone === undefined) return `${describe(edit)}: there is none`;
    app.disassociate(object, id, field, gone);
    return `removes ${gone} from ${edit.association} of ${id}`;
  }
  // A link field of a base would take several; where the others hold one, people keep one in it, most of the time.
  if (!sets.includes(edit.association) && (edit.pick + edit.target) % 5 !== 0) {
    for (const [, other] of held) if (other !== target) app.disassociate(object, id, field, other);
  }
  app.associate(object, id, field, target);
  return `adds ${target} to ${edit.association} of ${id}`;
}

const sets: readonly AssociationName[] = ['companies', 'advisor'];

/** How the app's field names the target. `null`: there is none, or it bears no key. */
function nameOf(
  app: InMemoryApp,
  personality: Personality,
  { association, target }: Edit & { do: 'link' | 'unlink' },
  byKey: boolean,
): string | null {
  const object = targetOf(association);
  const id = nth(app, personality, object, target);
  if (id === null || !byKey) return id;
  const key = app.read(personality.object(object), id)?.fields[personality.field(lookedUp[object])];
  return typeof key === 'string' ? key : null;
}

function nth(app: InMemoryApp, personality: Personality, object: ObjectName, pick: number): string | null {
  const all = app.readAll(personality.object(object));
  return all[pick % Math.max(1, all.length)]?.id ?? null;
}

/** Options are named by their labels in a story; each app has its own values for them. */
function fieldsOf(
  personality: Personality,
  fields: Readonly<Record<string, CanonicalValue>>,
): Record<string, CanonicalValue> {
  const option = (value: string): string =>
    (grades as readonly string[]).includes(value) ? personality.option(value) : value;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const isOption = name === 'grade' || name === 'tags';
      if (!isOption || value === null || typeof value === 'boolean') return [personality.field(name), value];
      return [personality.field(name), typeof value === 'string' ? option(value) : value.map(option)];
    }),
  );
}

function describe(edit: Edit): string {
  switch (edit.do) {
    case 'create':
      return `creates a ${edit.object} ${JSON.stringify(edit.fields)}`;
    case 'set':
      return `sets ${edit.field} of a ${edit.object}`;
    case 'link':
    case 'unlink':
      return `${edit.do}s ${edit.association}`;
    default:
      return `${edit.do}s a ${edit.object}`;
  }
}
