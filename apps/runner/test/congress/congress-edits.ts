import { type Congress, type Pair, pairOf, splitPair, type Values } from './congress-data.ts';
import { fieldsOf, type ObjectName, type RelationName, titles } from './congress-fields.ts';
import type { CongressWorld } from './congress-world.ts';

/** Changes what is expected of a record, and returns the change. */
export function edit({ records }: Congress, object: ObjectName, key: string, change: Values): Values {
  records[object].set(key, { ...records[object].get(key), ...change });
  return change;
}

/** Moves what is expected of one source to another target, and returns the new pair. */
export function move({ pairs }: Congress, relation: RelationName, [source, former]: Pair, target: string): Pair {
  pairs[relation].delete(pairOf(source, former));
  pairs[relation].add(pairOf(source, target));
  return [source, target];
}

export const committeesOf = ({ pairs }: Congress, member: string): readonly string[] =>
  [...pairs.Committees].map(splitPair).flatMap(([of, committee]) => (of === member ? [committee] : []));

/** Committees in which the member has no title. */
export function plainCommitteesOf(expected: Congress, member: string): readonly string[] {
  return committeesOf(expected, member).filter(
    (committee) => !titles.some((title) => expected.pairs[title].has(pairOf(member, committee))),
  );
}

/** A committee that the member does not belong to. */
export function strangeCommittee(expected: Congress, member: string, ...besides: readonly string[]): string {
  const own = new Set([...committeesOf(expected, member), ...besides]);
  const found = [...expected.records.committees.keys()].find((committee) => !own.has(committee));
  if (found === undefined) throw new Error(`${member} belongs to every committee`);
  return found;
}

/** Members with at least so many committees without a title, each quite another one. */
export function busyMembers(expected: Congress, committees: number): readonly string[] {
  const isBusy = (member: string): boolean => plainCommitteesOf(expected, member).length >= committees;
  return [...expected.records.members.keys()].filter((member, index) => index % 40 === 7 && isBusy(member));
}

/** Titles, parents and offices are edited in both apps; what is expected follows. */
export async function editAssociations({ expected, hubspot, other }: CongressWorld): Promise<void> {
  const { pairs } = expected;
  const every = (relation: RelationName, step: number): readonly Pair[] =>
    [...pairs[relation]].filter((_, index) => index % step === step - 1).map(splitPair);

  // A title is given to a member of the committee, and to somebody who thereby becomes one.
  const [promoted = '', appointed = ''] = busyMembers(expected, 3).toReversed();
  const [led = ''] = plainCommitteesOf(expected, promoted);
  await hubspot.join('Ranking Member', [[promoted, led]]);
  pairs['Ranking Member'].add(pairOf(promoted, led));
  const joined = strangeCommittee(expected, appointed);
  await other.join('Vice Chair', [[appointed, joined]]);
  pairs['Vice Chair'].add(pairOf(appointed, joined));
  pairs.Committees.add(pairOf(appointed, joined));

  // Who gives the title back stays in the committee; who leaves the committee has no title there.
  const [retiring = ['', ''], leaving = ['', '']] = every('Chairman', 50);
  await other.leave('Chairman', [retiring]);
  pairs.Chairman.delete(pairOf(...retiring));
  await hubspot.leave('Committees', [leaving]);
  pairs.Chairman.delete(pairOf(...leaving));
  pairs.Committees.delete(pairOf(...leaving));

  const [subcommittee = ['', ''], adopted = ['', ''], orphaned = ['', '']] = every('Parent', 50);
  const [parent, otherParent] = [subcommittee[1], adopted[1]];
  await hubspot.join('Parent', [move(expected, 'Parent', subcommittee, otherParent)]);
  await other.join('Parent', [move(expected, 'Parent', adopted, parent)]);
  await other.leave('Parent', [orphaned]);
  pairs.Parent.delete(pairOf(...orphaned));

  const [office = ['', ''], otherOffice = ['', '']] = every('Member', 500);
  await hubspot.join('Member', [move(expected, 'Member', office, promoted)]);
  await other.join('Member', [move(expected, 'Member', otherOffice, appointed)]);
  const opened = 'guam-office';
  const blank = Object.fromEntries(fieldsOf.offices.map(({ column }) => [column, null]));
  const values = { ...blank, 'Office ID': opened, City: 'Hagåtña', Latitude: '13.475' };
  await other.create('offices', opened, edit(expected, 'offices', opened, values));
  await other.join('Member', [[opened, appointed]]);
  pairs.Member.add(pairOf(opened, appointed));
}
