/** What a person can do about a record that is left alone, by its reason. Absent: nothing is amiss. */
export const holdRemedies: Readonly<Record<string, string>> = {
  ambiguous: 'Give one of them another match key, merge them, or delete one.',
  keyless: 'Fill in a field of the match key, or set `keyless: create`.',
  'twin-gone':
    'Delete it here too, or restore the other one, which links them again; `deletions: ignore` leaves it as it is.',
  'to-archive': 'The next sync archives it, unless the other one is restored, or this one edited, before.',
  'deletion-review':
    'linkwright review approve archives it here too, reject leaves it; restoring the other one settles it.',
  'merged-away':
    'linkwright review approve merges it into the partner of the survivor here too, where the app can; merging by hand settles it as well; reject keeps the two apart.',
  'to-merge': 'The next sync merges it into the partner of the survivor, for good.',
  'claimed-twice': 'Narrow the filters of the syncs, so that one of them takes it.',
  'in-review': 'linkwright record tells who it could be; make them differ, or delete one.',
};
