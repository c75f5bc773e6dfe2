import { addAccidents } from './add-accidents.ts';
import { addArchives } from './add-archives.ts';
import { addBlindness } from './add-blindness.ts';
import { addCheckBoxes } from './add-check-boxes.ts';
import { addCrashes } from './add-crashes.ts';
import { addCutSweeps } from './add-cut-sweeps.ts';
import { addEditedCopies } from './add-edited-copies.ts';
import { addFilters } from './add-filters.ts';
import { addHandedKeys } from './add-handed-keys.ts';
import { addHints } from './add-hints.ts';
import { addLabels } from './add-labels.ts';
import { addLookups } from './add-lookups.ts';
import { addMergers } from './add-mergers.ts';
import { addRaces } from './add-races.ts';
import { addReviews } from './add-reviews.ts';
import { addSharedEdges } from './add-shared-edges.ts';
import { addSilence } from './add-silence.ts';
import { addSurvivors } from './add-survivors.ts';
import { addUndos } from './add-undos.ts';
import { addVeils } from './add-veils.ts';
import type { FaultGroup } from './fault-groups.ts';
import type { AppSetting, Edit, FaultKind, PersonalityName, Story } from './story.ts';

/** What happens often in a story. */
export interface Profile {
  readonly name: string;
  readonly personalities: readonly PersonalityName[];
  /** At most so many edits before a cycle. */
  readonly edits: number;
  /** Shares of what people do; together 1. */
  readonly shares: readonly (readonly [share: number, kind: Edit['do']])[];
  /** Share of cycles that compare everything. */
  readonly full: number;
  /** Share of cycles in which calls go wrong, and how. */
  readonly faults: number;
  readonly kinds: readonly FaultKind[];
  /** What its worlds have beside that, drawn from random numbers of their own: the rest of the story stays as it is. */
  readonly extend: (story: Story, groups: readonly FaultGroup[]) => Story;
  /** Each seed draws one of these, and its world is one of that profile. Absent: it is one of this one. */
  readonly among?: readonly Profile[];
}

const everyKind: readonly FaultKind[] = [
  'request-lost',
  'app-down',
  'answer-lost',
  'answer-lost',
  'error-after-effect',
  'delivered-twice',
  'half-sent',
  'half-told',
  'busy',
  'slow',
  'background-touch',
  'token-expired',
];

const mixed: Profile = {
  name: 'mixed',
  personalities: ['crm', 'base', 'desk'],
  edits: 6,
  shares: [
    [0.45, 'set'],
    [0.2, 'link'],
    [0.1, 'unlink'],
    [0.1, 'create'],
    [0.03, 'touch'],
    [0.06, 'delete'],
    [0.06, 'merge'],
  ],
  full: 0.1,
  faults: 0.6,
  kinds: everyKind,
  extend: (story) => story,
};

/**
 * A search tells of no deletions, so an app that lags cannot feed them. Where companies have associations of their own,
 * the scan of those comes upon what is gone; here they have none.
 */
function implyCompanies(story: Story): Story {
  const honest = (app: AppSetting): AppSetting => (app.lagMs > 0 ? { ...app, deletions: 'sweep' } : app);
  return { ...story, left: honest(story.left), right: honest(story.right), implied: true };
}

const single: readonly Profile[] = [
  mixed,
  { ...mixed, name: 'values', edits: 12, shares: [[0.85, 'set'], ...shared(0.15, ['create', 'touch'])], full: 0.5 },
  {
    ...mixed,
    name: 'links',
    personalities: ['crm', 'base', 'base'],
    edits: 12,
    shares: shared(1, ['link', 'link', 'unlink', 'create']),
    full: 0.5,
  },
  {
    ...mixed,
    name: 'deletions',
    personalities: ['crm', 'base', 'base'],
    edits: 8,
    shares: shared(1, ['link', 'link', 'delete', 'set']),
    full: 0.3,
  },
  { ...mixed, name: 'mergers', edits: 8, shares: shared(1, ['merge', 'merge', 'create', 'set']) },
  {
    ...mixed,
    name: 'lost-answers',
    personalities: ['crm', 'crm', 'desk'],
    edits: 8,
    shares: shared(1, ['create', 'create', 'create', 'set']),
    faults: 1,
    kinds: ['answer-lost', 'error-after-effect', 'half-told'],
  },
  { ...mixed, name: 'filters', extend: addFilters },
  { ...mixed, name: 'implied', personalities: ['crm'], extend: implyCompanies },
  {
    ...mixed,
    name: 'races',
    personalities: ['desk', 'desk', 'base'],
    shares: [[0.9, 'set'], ...shared(0.1, ['create', 'touch'])],
    extend: addRaces,
  },
  { ...mixed, name: 'shared-edges', personalities: ['base'], extend: addSharedEdges },
  { ...mixed, name: 'blindness', extend: addBlindness },
  { ...mixed, name: 'unreadable', extend: addVeils },
  { ...mixed, name: 'check-boxes', personalities: ['crm', 'desk', 'base'], extend: addCheckBoxes },
  { ...mixed, name: 'no-echo', extend: addSilence },
  { ...mixed, name: 'survivors', extend: addSurvivors },
  { ...mixed, name: 'labels', personalities: ['crm', 'base'], full: 0.5, extend: addLabels },
  { ...mixed, name: 'lookups', personalities: ['desk', 'desk', 'crm', 'base'], extend: addLookups },
  { ...mixed, name: 'handed-keys', personalities: ['desk', 'desk', 'crm', 'base'], edits: 2, extend: addHandedKeys },
  { ...mixed, name: 'dying', shares: shared(1, ['create', 'set']), extend: addCrashes },
  { ...mixed, name: 'edited-copies', extend: addEditedCopies },
];

/** What needs a rule of its own, decisions of people, hints of the apps, or nothing but one accident. */
const ruled: readonly Profile[] = [
  { ...mixed, name: 'archives', extend: addArchives },
  {
    ...mixed,
    name: 'undos',
    shares: [
      [0.5, 'set'],
      [0.25, 'link'],
      [0.1, 'unlink'],
      [0.1, 'create'],
      [0.05, 'delete'],
    ],
    extend: addUndos,
  },
  { ...mixed, name: 'reviews', extend: addReviews },
  { ...mixed, name: 'merge-reviews', extend: addMergers },
  { ...mixed, name: 'hints', extend: addHints },
  { ...mixed, name: 'accidents', extend: addAccidents },
];

const times = (count: number, profile: Profile): readonly Profile[] => Array.from({ length: count }, () => profile);

/** What most seeds are lived through with: a third each of `mixed`, of one trouble made frequent, and of the rest. */
const any: Profile = {
  ...mixed,
  name: 'any',
  among: [
    ...times(18, mixed),
    ...single.slice(1),
    ...ruled.flatMap((profile) => times(profile.name === 'accidents' ? 3 : 4, profile)),
  ],
};

/** A story of its own each, which `any` does not draw: its seeds stay the worlds that they were. */
const apart: readonly Profile[] = [{ ...mixed, name: 'cut-sweeps', extend: addCutSweeps }];

export const profiles: readonly Profile[] = [any, ...single, ...ruled, ...apart];

export function profileOf(name: string): Profile {
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) {
    throw new Error(`There is no profile "${name}"; there are: ${profiles.map((one) => one.name).join(', ')}.`);
  }
  return profile;
}

/** The same share of the whole for each. */
function shared(whole: number, kinds: readonly Edit['do'][]): Profile['shares'] {
  return kinds.map((kind) => [whole / kinds.length, kind] as const);
}
