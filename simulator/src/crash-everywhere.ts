import type { Step, Story } from './story/story.ts';
import { runStory, type StoryResult } from './world/run-story.ts';

export interface CrashSurvey {
  /** So many places to die were tried. */
  readonly tried: number;
  /** The first story that did not come out right. `null`: all did. */
  readonly failing: { readonly story: Story; readonly result: StoryResult } | null;
}

/** I8: the process of each cycle in turn dies at its first step, at its second one, and so on until it gets through. */
export async function crashEverywhere(story: Story): Promise<CrashSurvey> {
  let tried = 0;
  for (const [position, step] of story.steps.entries()) {
    if (step.do !== 'cycle') continue;
    for (let crashAt = 1; ; crashAt += 1) {
      const candidate = { ...story, steps: withStep(story.steps, position, { ...step, crashAt }) };
      const result = await runStory(candidate);
      tried += 1;
      if (result.violations.length > 0) return { tried, failing: { story: candidate, result } };
      const cycle = story.steps.slice(0, position).filter((one) => one.do === 'cycle').length;
      if (crashAt > (result.steps[cycle] ?? 0)) break;
    }
  }
  return { tried, failing: null };
}

const withStep = (steps: readonly Step[], position: number, step: Step): readonly Step[] =>
  steps.map((one, index) => (index === position ? step : one));
