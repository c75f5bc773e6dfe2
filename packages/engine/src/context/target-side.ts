import { otherSide, type Side } from '../store/side.ts';
import type { AssociationPlan } from './cycle-context.ts';

/** Which end of the target pair an association's targets of one side are. */
export const targetSide = (association: AssociationPlan, side: Side): Side =>
  association.mapping.viaReversed ? otherSide(side) : side;

/** The record that a target link means on one side of an association. */
export const targetRecord = (association: AssociationPlan, link: Readonly<Record<Side, string>>, side: Side): string =>
  link[targetSide(association, side)];

/** Number of the object that an association's targets of one side are. */
export const targetObject = (association: AssociationPlan, side: Side): number =>
  association.target[targetSide(association, side)];
