import type { AccountCopy, AssociationCopy } from '../copy/account-copy.ts';
import type { AssociationCategory, AssociationType } from './associations/association-types.ts';
import type { Portal } from './portal.ts';

/** `companies#USER_DEFINED:28`, of a set `companies`. */
function markOf(field: string): { readonly category: AssociationCategory; readonly typeId: number } | null {
  const [, category, typeId] = /#(HUBSPOT_DEFINED|USER_DEFINED):(\d+)$/.exec(field) ?? [];
  if (category !== 'HUBSPOT_DEFINED' && category !== 'USER_DEFINED') return null;
  return { category, typeId: Number(typeId) };
}

/** What two records get that are associated by this field, beside the unlabeled type. */
export function typesOfField(portal: Portal, field: string): readonly AssociationType[] {
  const mark = markOf(field);
  const type = mark === null ? undefined : portal.associationTypes.find(mark.category, mark.typeId);
  return type === undefined ? [] : [type];
}

/** The labels of another portal, with their numbers, and which of its objects can be associated at all. */
export function loadAssociationTypes(portal: Portal, { objects }: AccountCopy): void {
  const fields = objects.flatMap((object) => object.associations.map((field) => ({ object, field })));
  const types = portal.associationTypes;
  types.reserveTypeIds(Math.max(0, ...fields.map(({ field }) => markOf(field.id)?.typeId ?? 0)));
  for (const { object, field } of fields) {
    const [targetId = ''] = field.targets;
    const [from, to] = [portal.types.find(object.id), portal.types.find(targetId)];
    if (from === undefined || to === undefined) continue;
    if (types.unlabeled(from.id, to.id) === undefined)
      types.addUnlabeled(from.id, to.id, `${object.id}_to_${targetId}`);
    const mark = markOf(field.id);
    const set = types.unlabeled(from.id, to.id);
    if (mark === null && set !== undefined) set.limit = field.mostTargets;
    if (mark === null || types.find(mark.category, mark.typeId) !== undefined) continue;
    const inverse = fields.find(
      (other) => other.object.id === field.inverse?.object && other.field.id === field.inverse.field,
    );
    const inverseMark = inverse === undefined ? null : markOf(inverse.field.id);
    types.loadLabel({
      ...mark,
      from: from.id,
      to: to.id,
      label: labelOf(field, targetLabel(objects, targetId)),
      limit: field.mostTargets,
      inverse:
        inverse === undefined || inverseMark === null
          ? null
          : { typeId: inverseMark.typeId, label: labelOf(inverse.field, object.label) },
    });
  }
}

const targetLabel = (objects: AccountCopy['objects'], id: string): string =>
  objects.find((object) => object.id === id)?.label ?? id;

/** `Contacts: Billing` is the label `Billing`. */
const labelOf = ({ label }: AssociationCopy, target: string): string =>
  label.startsWith(`${target}: `) ? label.slice(target.length + 2) : label;
