import type { AssociationEdit, AssociationEdits, AssociationRefusal, WriteOutcome } from '../contract/record-change.ts';
import type { AssociationTarget, SourceRecord } from '../contract/source-record.ts';
import type { RecordError } from '../errors/linkwright-error.ts';

export interface AcceptedEdits {
  /** By association field id; what a refused target leaves behind may be empty. */
  readonly edits: AssociationEdits;
  /** What is to be told of the targets that were to be added. */
  readonly refused: readonly AssociationRefusal[];
}

/**
 * The edits without the targets that `errorOf` has an error for: a record is written without an association that the app does
 * not take, and the association waits with that reason. A target that the app itself had shown and takes no more has gone
 * meanwhile: it is left out too, and is no refusal.
 */
export function withoutRefusedTargets(
  edits: AssociationEdits | undefined,
  errorOf: (field: string, target: AssociationTarget) => RecordError | null,
): AcceptedEdits {
  const refused: AssociationRefusal[] = [];
  const accepted = Object.entries(edits ?? {}).map(([field, edit]) => {
    const accepts = (target: AssociationTarget) => errorOf(field, target) === null;
    for (const target of edit.add) {
      const error = errorOf(field, target);
      if (error !== null) refused.push({ field, target, error });
    }
    return [field, { ...edit, add: edit.add.filter(accepts), result: edit.result.filter(accepts) }] as const;
  });
  return { edits: Object.fromEntries(accepted), refused };
}

/** Ids of what the association shall hold after the edit, each once: for an app that replaces the whole set. */
export function resultingIds({ result }: Pick<AssociationEdit, 'result'>): readonly string[] {
  return [...new Set(result.flatMap((target) => ('id' in target ? [target.id] : [])))];
}

/** `record` is what the app holds after the write, as far as its answer says. */
export function writtenOutcome(
  record: SourceRecord,
  refused: readonly AssociationRefusal[] = [],
): Extract<WriteOutcome, { kind: 'written' }> {
  return { kind: 'written', record, ...(refused.length > 0 && { refused }) };
}
