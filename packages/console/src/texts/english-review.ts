import { many, number } from './english-numbers.ts';

/** What waits for a person, and what was decided. */
export const englishReview = {
  keys: 'Keys: j and k move, x chooses, Enter opens.',
  tabs: {
    failing: 'Failing',
    ambiguous: 'Ambiguous',
    conflicts: 'Conflicts',
    decisions: 'Deletions and merges',
    brakes: 'Brakes',
  },
  nothing: 'Nothing waits for you here.',
  cause: (count: number, category: string) => `${many(count, 'record')}: ${category}`,
  retryAll: (count: number) => `Try all ${number(count)} again`,
  retryChosen: (count: number) => (count === 0 ? 'Try the chosen ones again' : `Try ${many(count, 'record')} again`),
  showThese: 'Show these records alone',
  showAll: 'Show all records',
  released: (count: number) => `${many(count, 'record')} will be tried again at once.`,
  chooseAll: 'Choose all that are shown',
  reason: 'Why',
  since: 'Since',
  what: 'What',
  kept: 'Kept',
  ambiguousRemedy:
    'Each of these may be the same as several records of the other app. Give them different keys there, or merge the ones that are one; then look again.',
  lookAgain: 'Look again',
  conflicts: (count: number) => many(count, 'conflict'),
  whichConflicts: 'Which conflicts are shown',
  conflictsShown: { open: 'To decide', settled: 'Settled' },
  noneSettled: 'No conflict has been settled yet.',
  edited: 'Edited',
  won: 'Won',
  because: (why: string) => `${why.slice(0, 1).toUpperCase()}${why.slice(1)}.`,
  wonBecause: (app: string, why: string) => `${app} won: ${why}.`,
  chosen: 'Chosen instead of both',
  decidedBy: (who: string) => (who === '' ? 'Decided by a person' : `Decided by ${who}`),
  settledByEdit: 'An edit settled it before anybody decided.',
  underWay: 'the app has not confirmed it yet',
  /** Why two values are in conflict, and what decides it. */
  why: {
    'both-edited': 'both were edited, and the rule of the file decides',
    newest: 'both were edited, and this was the later edit',
    'blank-loses': 'both were edited, and an empty value overwrites nothing',
    review: 'both were edited, and a person is to decide',
    flips: 'the two apps keep setting each other’s value back',
    'first-match': 'the two had just been paired',
  } as Readonly<Record<string, string>>,
  use: (app: string) => `Use this of ${app}`,
  otherValue: 'Another value',
  useOther: 'Use it on both sides',
  approve: (count: number) => (count === 0 ? 'Approve' : `Approve ${number(count)}`),
  reject: (count: number) => (count === 0 ? 'Reject' : `Reject ${number(count)}`),
  decided: (count: number, impossible: number) =>
    impossible === 0
      ? `${number(count)} decided. The next run carries it out.`
      : `${number(count)} decided, which the next run carries out; ${number(impossible)} cannot be approved here.`,
  kinds: { deletion: 'deleted', merger: 'merged' },
  final: 'This cannot be undone.',
} as const;
