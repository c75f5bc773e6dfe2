import type { Wizard } from './start-wizard.ts';

/** One question and how it is answered. */
export interface Step {
  readonly question: string;
  /** `again`: it was answered before, and that answer is offered. */
  readonly answer: (wizard: Wizard, again?: boolean) => Promise<void>;
}

export const pick = (question: string, label: string): Step => ({
  question,
  async answer(wizard) {
    await wizard.moveTo(label);
    await wizard.press('enter');
  },
});

/** Of a list of boxes, ticks these. */
export const check = (question: string, ...labels: readonly string[]): Step => ({
  question,
  async answer(wizard) {
    for (const label of labels) {
      await wizard.moveTo(label);
      await wizard.press('space');
    }
    await wizard.press('enter');
  },
});

/** Takes what is offered. */
export const accept = (question: string): Step => ({ question, answer: (wizard) => wizard.press('enter') });

export const write = (question: string, text: string): Step => ({
  question,
  async answer(wizard, again = false) {
    if (again) await wizard.press('erase');
    await wizard.type(text);
    await wizard.press('enter');
  },
});

/** What is typed here is not offered again. */
export const writeSecret = (question: string, text: string): Step => ({
  question,
  answer: (wizard) => write(question, text).answer(wizard),
});

/** Answers a yes-or-no question, whatever is proposed. */
export const answerNo = (question: string): Step => ({ question, answer: (wizard) => wizard.type('n') });
export const answerYes = (question: string): Step => ({ question, answer: (wizard) => wizard.type('y') });

/** Answers the questions in turn; gives what the screen showed of each before it was answered. */
export async function follow(wizard: Wizard, steps: readonly Step[]): Promise<readonly string[]> {
  const frames: string[] = [];
  for (const step of steps) {
    frames.push(await wizard.question(step.question));
    await step.answer(wizard);
  }
  return frames;
}
