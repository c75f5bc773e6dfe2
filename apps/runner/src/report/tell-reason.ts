import type { WriteReason } from '@linkwright/engine';

/** Why a value was written, as a person would say it. */
export const reasonTexts: Readonly<Record<WriteReason, string>> = {
  edited: 'its twin was edited',
  'both-edited': 'both were edited, and the rule of the file decides',
  newest: 'both were edited, and this was the later edit',
  review: 'both were edited, and somebody is to decide',
  flips: 'the two apps keep setting it back',
  'blank-loses': 'both were edited, and a blank blanks nothing',
  'first-match': 'the two had just been paired',
  created: 'made from its twin',
  filter: 'the filter sets it on what is made',
  'stand-in': 'for a moment, so that another record can have the value',
  'twin-gone': 'its twin has gone',
  merged: 'its twin was merged, and somebody wanted the same here',
  resolved: 'somebody decided the conflict',
  undone: 'a run was undone',
};
