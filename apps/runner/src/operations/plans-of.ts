import type { Connector } from '@linkwright/core';
import type { PlanDocument } from './documents/document-parts.ts';

/** What an app's plans allow, as its connector declares it; it may declare more than is told. */
export const plansOf = ({ plans = [] }: Pick<Connector<unknown>, 'plans'>): PlanDocument[] =>
  plans.map(({ name, calls, per, of }) => ({ name, calls, per, of }));
