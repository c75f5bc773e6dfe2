import { report, twinsOf, type World } from '../world/world.ts';
import type { Standing } from './standing.ts';

const name = 'I22-reviews';

const waiting = { deletion: ['deletion-review', 'to-archive'], merger: ['merged-away'] } as const;

/**
 * I22: what somebody has answered is not asked again, unless it has happened again; what was approved is done. That nothing is
 * done which was rejected tells I16.
 */
export function checkReviews(world: World, { listed }: Standing): void {
  const byRecord = Map.groupBy(world.decided.answers, ({ side, id, kind }) => `${kind} ${side} ${id}`);
  for (const answers of byRecord.values()) {
    const last = answers.at(-1);
    if (!last) continue;
    const { side, id, object, kind, decision, at } = last;
    const twins = twinsOf(world, side, id);
    const isNews = world.ledger.records.some(
      (one) => one.at > at && one.side !== side && one.author === 'person' && (twins.has(one.id) || kind === 'merger'),
    );
    const asked = listed.find(
      (one) => one.side === side && one.id === id && waiting[kind].some((reason) => reason === one.reason),
    );
    if (asked && !isNews) report(world, name, `${id} (${side}), ${decision}: listed again as ${asked.reason}`);
    const isThere = world.apps[side].app.read(world.shapes[object][side], id) !== null;
    if (decision !== 'approve' || !isThere || isNews) continue;
    const isFailing = listed.some((one) => one.side === side && one.id === id && one.reason.startsWith('failing'));
    if (isFailing || wasEdited(world, id)) continue;
    report(world, name, `${id} (${side}) was to be archived, and is still there`);
  }
}

/** An edit that the other side had not been given by then beats a deletion. */
const wasEdited = ({ ledger }: World, id: string): boolean =>
  ledger.fields.some((one) => one.id === id && one.author === 'person');
