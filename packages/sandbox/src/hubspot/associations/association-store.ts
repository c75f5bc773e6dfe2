import type { AssociationChange } from '../events/portal-event.ts';
import type { AssociationType, AssociationTypes } from './association-types.ts';

/** One end of an association. */
export interface RecordRef {
  /** Object type id. */
  readonly type: string;
  readonly id: string;
}

export interface AssociatedRecord {
  readonly id: string;
  readonly types: ReadonlySet<AssociationType>;
}

/** Targets of one type that one record is associated with. */
interface TargetList {
  readonly targets: Map<string, Set<AssociationType>>;
  /** Ids ascending; absent after a target came or went. */
  sorted: readonly string[] | undefined;
}

/**
 * Which records are associated, and how. Each association is kept twice, once from either end with that direction's type. The
 * unlabeled type stands between every two associated records.
 */
export class AssociationStore {
  /** Object type and record id → target object type → targets. */
  readonly #lists = new Map<string, Map<string, TargetList>>();
  readonly #types: AssociationTypes;
  readonly #automaticPrimary: boolean;

  readonly #report: (change: AssociationChange) => void;

  /** `report` hears of every type that comes or goes, once for each direction. */
  constructor(types: AssociationTypes, automaticPrimary: boolean, report: (change: AssociationChange) => void) {
    this.#types = types;
    this.#automaticPrimary = automaticPrimary;
    this.#report = report;
  }

  /** By target id ascending. */
  targets(from: RecordRef, toType: string): readonly string[] {
    const list = this.#list(from, toType);
    if (list === undefined) return [];
    list.sorted ??= [...list.targets.keys()].sort((left, right) => Number(left) - Number(right));
    return list.sorted;
  }

  count(from: RecordRef, toType: string): number {
    return this.#list(from, toType)?.targets.size ?? 0;
  }

  typesBetween(from: RecordRef, to: RecordRef): ReadonlySet<AssociationType> | undefined {
    return this.#list(from, to.type)?.targets.get(to.id);
  }

  /** The target of a type of which a record has at most one. */
  single(from: RecordRef, type: AssociationType): string | undefined {
    for (const [id, types] of this.#list(from, type.to)?.targets ?? []) if (types.has(type)) return id;
    return undefined;
  }

  isUsed(type: AssociationType): boolean {
    for (const lists of this.#lists.values()) {
      for (const types of lists.get(type.to)?.targets.values() ?? []) if (types.has(type)) return true;
    }
    return false;
  }

  /** Associates two records. The pair's labels become those among `types`; its unlabeled and fixed types stay. */
  connect(from: RecordRef, to: RecordRef, types: readonly AssociationType[]): void {
    const present = this.typesBetween(from, to);
    if (present === undefined) {
      const unlabeled = this.#types.unlabeled(from.type, to.type);
      if (unlabeled !== undefined) this.#add(from, to, unlabeled);
    } else {
      for (const type of [...present]) if (type.role === 'label' && !types.includes(type)) this.#remove(from, to, type);
    }
    for (const type of types) {
      this.#makeRoom(from, to, type);
      this.#makeRoom(to, from, this.#types.inverse(type));
      this.#add(from, to, type);
    }
    // Only a new pair: a primary that somebody took away does not come back with a repeated write.
    if (!this.#automaticPrimary || present !== undefined) return;
    this.#promoteFirst(from, to);
    this.#promoteFirst(to, from);
  }

  /** Exactly these types, and the unlabeled one: nothing follows from them by itself. */
  load(from: RecordRef, to: RecordRef, types: readonly AssociationType[]): void {
    const unlabeled = this.#types.unlabeled(from.type, to.type);
    for (const type of unlabeled === undefined ? types : [unlabeled, ...types]) this.#add(from, to, type);
  }

  disconnect(from: RecordRef, to: RecordRef): void {
    for (const type of [...(this.typesBetween(from, to) ?? [])]) this.#remove(from, to, type);
  }

  /** Without its unlabeled type nothing of an association is left. */
  removeTypes(from: RecordRef, to: RecordRef, types: readonly AssociationType[]): void {
    if (types.some((type) => type.role === 'unlabeled')) {
      this.disconnect(from, to);
      return;
    }
    for (const type of types) this.#remove(from, to, type);
  }

  removeRecord(record: RecordRef): void {
    for (const [toType, list] of [...(this.#lists.get(keyOf(record)) ?? [])]) {
      for (const id of [...list.targets.keys()]) this.disconnect(record, { type: toType, id });
    }
    this.#lists.delete(keyOf(record));
  }

  /** Gives a record another's associations; where only one is allowed, the one it has stays. */
  copyTo(source: RecordRef, target: RecordRef): void {
    for (const [toType, list] of [...(this.#lists.get(keyOf(source)) ?? [])]) {
      for (const [id, types] of [...list.targets]) {
        const other = { type: toType, id };
        if (toType === target.type && id === target.id) continue;
        for (const type of types) {
          const taken = type.single ? this.single(target, type) : undefined;
          if (taken !== undefined && taken !== id) continue;
          this.#makeRoom(other, target, this.#types.inverse(type));
          this.#add(target, other, type);
        }
      }
    }
  }

  #makeRoom(from: RecordRef, to: RecordRef, type: AssociationType): void {
    if (!type.single) return;
    const former = this.single(from, type);
    if (former !== undefined && former !== to.id) this.#remove(from, { type: type.to, id: former }, type);
  }

  #promoteFirst(from: RecordRef, to: RecordRef): void {
    const primary = this.#types.between(from.type, to.type).find((type) => type.automatic);
    if (primary === undefined || this.count(from, to.type) > 1) return;
    this.#add(from, to, primary);
  }

  #add(from: RecordRef, to: RecordRef, type: AssociationType): void {
    this.#addOneWay(from, to, type);
    this.#addOneWay(to, from, this.#types.inverse(type));
  }

  #remove(from: RecordRef, to: RecordRef, type: AssociationType): void {
    this.#removeOneWay(from, to, type);
    this.#removeOneWay(to, from, this.#types.inverse(type));
  }

  #addOneWay(from: RecordRef, to: RecordRef, type: AssociationType): void {
    const key = keyOf(from);
    const lists = this.#lists.get(key) ?? new Map<string, TargetList>();
    this.#lists.set(key, lists);
    const list = lists.get(to.type) ?? { targets: new Map(), sorted: undefined };
    lists.set(to.type, list);
    const types = list.targets.get(to.id);
    if (types === undefined) {
      list.targets.set(to.id, new Set([type]));
      list.sorted = undefined;
    } else if (types.has(type)) {
      return;
    } else {
      types.add(type);
    }
    this.#report(changeOf('ASSOCIATION_ADDED', from, to, type));
  }

  #removeOneWay(from: RecordRef, to: RecordRef, type: AssociationType): void {
    const list = this.#list(from, to.type);
    const types = list?.targets.get(to.id);
    if (list === undefined || types === undefined) return;
    if (types.delete(type)) this.#report(changeOf('ASSOCIATION_REMOVED', from, to, type));
    if (types.size > 0) return;
    list.targets.delete(to.id);
    list.sorted = undefined;
  }

  #list(from: RecordRef, toType: string): TargetList | undefined {
    return this.#lists.get(keyOf(from))?.get(toType);
  }
}

function changeOf(
  action: AssociationChange['action'],
  from: RecordRef,
  to: RecordRef,
  { typeId, category, automatic }: AssociationType,
): AssociationChange {
  return {
    action,
    fromObjectTypeId: from.type,
    fromObjectId: from.id,
    toObjectTypeId: to.type,
    toObjectId: to.id,
    associationTypeId: typeId,
    associationCategory: category,
    isPrimary: automatic,
  };
}

function keyOf(record: RecordRef): string {
  return `${record.type} ${record.id}`;
}
