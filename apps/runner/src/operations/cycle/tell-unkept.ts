import type { CycleEvent } from '@linkwright/engine';
import { visible } from '../../output/visible.ts';

/** An edit of an association that an app took twice, and showed something else each time. */
export function tellUnkept(event: CycleEvent & { readonly kind: 'association-not-kept' }): string {
  const { connection, label, field, missing, staying } = event;
  const parts = [
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(staying.length > 0 ? [`still with ${staying.join(', ')}`] : []),
  ];
  return visible(
    `${connection}: ${label} was written twice and shows "${field}" ${parts.join(' and ')}. This is a fault in linkwright or its connector, unless an automation of the app sets it.`,
  );
}
