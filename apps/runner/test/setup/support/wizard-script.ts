import type { Wizard } from './start-wizard.ts';

/** One question and how it is answered. */
export interface Step {
  readonly question: string;
  readonly answer: (wizard: Wizard) => Promise<void>;
}

export const pick = (question: string, label: string): Step => ({
  question,
  async answer(wizard) {
    await wizard.moveTo(label);
    await wizard.press('enter');
  },
});

/** Takes what is offered. */
export const accept = (question: string): Step => ({ question, answer: (wizard) => wizard.press('enter') });

export const write = (question: string, text: string): Step => ({
  question,
  async answer(wizard) {
    await wizard.type(text);
    await wizard.press('enter');
  },
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
