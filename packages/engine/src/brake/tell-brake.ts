import { objectTitle } from '../compile/object-title.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { ChangeCount } from './change-counts.ts';

/** A pulled brake for people: what, how often and where; why that may be; what puts it right. Pure. */
export function tellBrake(
  plan: PairPlan,
  change: Omit<ChangeCount, 'example'> & {
    readonly of: number;
    readonly example: { readonly id: string; readonly label: string } | null;
  },
): { readonly text: string; readonly cause: string; readonly remedy: string } {
  const { kind, side, subject, count, of, example } = change;
  const here = plan.sync[side].displayName;
  const there = plan.sync[otherSide(side)].displayName;
  const object = objectTitle(plan.sync[side].object);
  const others = objectTitle(plan.sync[otherSide(side)].object);
  const such = example === null ? '' : `, such as ${example.label}`;
  const share = `${told(count)} of ${told(of)}`;
  if (subject.kind === 'undone') {
    return {
      text: `${there} ${others}: ${share} linked records would be archived${such}.`,
      cause: 'A run that made them is being taken back.',
      remedy: `If they are to go, let it through.`,
    };
  }
  if (subject.kind === 'merged') {
    return {
      text: `${there} ${others}: ${told(count)} records would be merged into others, beside ${told(of)} that are linked.`,
      cause: `Their twins in ${here} were merged, and somebody has approved to do the same in ${there}.`,
      remedy: `No app takes a merger back. If they are meant, let it through.`,
    };
  }
  if (subject.kind === 'gone') {
    return {
      text: `${here} ${object}: ${share} linked records are gone${such}.`,
      cause: `They were deleted, or a permission or a view hides them from this account.`,
      remedy: `Bring them back in ${here}. If they are to be gone, their twins ${
        kind === 'archive' ? `are archived in ${there} too` : `stay in ${there} and are no longer synced`
      }.`,
    };
  }
  if (subject.kind === 'filtered-out') {
    return {
      text: `${here} ${object}: ${share} linked records no longer pass the filter${such}.`,
      cause: 'A field that the filter asks for was emptied or changed in all of them, or the filter is another one.',
      remedy: `Put the field back in ${here}, or correct the filter. If they are to leave, they are unlinked.`,
    };
  }
  if (subject.kind === 'unmatched') {
    const creates = sides
      .filter((one) => subject.creates[one] > 0)
      .map((one) => `${told(subject.creates[one])} would be created in ${plan.sync[one].displayName}`);
    const few = count === of ? 'None' : `Only ${told(of - count)}`;
    return {
      text: `${few} of ${told(of)} ${here} ${object} match ${there} ${others} by ${keysOf(plan, side)}: ${creates.join(', ')}${such}.`,
      cause: 'The match key may be the wrong one, or the two apps write it in different ways.',
      remedy: `Correct "match" of ${plan.sync.name} in the file. If they are different records, each gets a twin.`,
    };
  }
  if (subject.kind === 'association') {
    const field = subject.association.mapping[side].name;
    const what = kind === 'unlink' ? 'associations were removed' : 'associations lead elsewhere';
    return {
      text: `${here} ${object}, "${field}": ${share} ${what}${such}.`,
      cause: 'The field was emptied or overwritten, or a permission hides what it points at.',
      remedy: `Put them back in ${here}. If they are meant, ${there} follows.`,
    };
  }
  const field = subject.kind === 'field' ? subject.mapping[side].name : '';
  const held = `${here} ${object}, "${field}":`;
  if (kind === 'blank') {
    return {
      text: `${held} ${share} values have turned empty${such}.`,
      cause: 'The column was emptied, an import wrote blanks, or the app no longer shows it to this account.',
      remedy: `Put the values back in ${here}. If they are to be empty, they are emptied in ${there} too.`,
    };
  }
  return {
    text: `${held} ${share} values have changed${commonest(change)}${such}.`,
    cause: 'An import, an automation or a formula wrote them.',
    remedy: `Put the values back in ${here}. If they are meant, they overwrite those of ${there}.`,
  };
}

/** Names of the match keys' fields. */
function keysOf(plan: PairPlan, side: Side): string {
  const nameOf = (id: string): string => `"${plan[side].fields.get(id)?.name ?? id}"`;
  return plan.sync.matchKeys.map(({ parts }) => parts.map((part) => nameOf(part[side])).join(' and ')).join(' or ');
}

/** One value that stands for at least half of the changes. */
function commonest({ values, count }: Pick<ChangeCount, 'values' | 'count'>): string {
  const [value, times] = [...values].sort(([, one], [, other]) => other - one)[0] ?? ['', 0];
  return times * 2 >= count ? `, ${told(times)} of them to "${shortened(value)}"` : '';
}

const longest = 60;

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

const told = (number: number): string => number.toLocaleString('en');
