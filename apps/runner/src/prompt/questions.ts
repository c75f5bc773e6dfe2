import { autocomplete, CANCEL_SYMBOL, confirm, log, multiselect, note, password, select, text } from '@clack/prompts';
import { visible } from '../output/visible.ts';
import { wrapText } from '../output/wrap-text.ts';
import { LeftError } from './left-error.ts';
import type { Terminal } from './terminal.ts';

export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
  readonly disabled?: boolean;
}

export interface TextQuestion {
  readonly message: string;
  readonly initial?: string;
  readonly placeholder?: string;
  /** What is wrong with an answer; `undefined`: nothing. */
  readonly check?: (answer: string) => string | undefined;
}

/** Questions to a person. Each throws a `LeftError` if it is left with Ctrl-C or Esc. */
export interface Questions {
  choose<Value>(message: string, choices: readonly Choice<Value>[], initial?: Value): Promise<Value>;
  /** Any number of them, none included. */
  chooseSome<Value>(message: string, choices: readonly Choice<Value>[], initial?: readonly Value[]): Promise<Value[]>;
  text(question: TextQuestion): Promise<string>;
  /** What is typed is not shown. */
  secret(question: Omit<TextQuestion, 'initial' | 'placeholder'>): Promise<string>;
  confirm(message: string, initial?: boolean): Promise<boolean>;
  /** Something to read before the next question. */
  tell(message: string, kind?: 'info' | 'warn' | 'error' | 'success'): void;
  /** Something to read in a frame of its own. */
  show(title: string, body: string): void;
}

/** So many choices can be taken in at a glance; more are found by typing. */
const seenAtOnce = 12;

/** Without the guide on the left. A stream of its own kind has no columns. */
export const widthBesideGuide = (output: Terminal['output']): number =>
  ('columns' in output && typeof output.columns === 'number' ? output.columns : 80) - 4;

export function createQuestions({ input, output }: Terminal, signal: AbortSignal): Questions {
  const common = { input, output, signal };
  const answered = async <Value>(answer: Promise<Value | typeof CANCEL_SYMBOL>): Promise<Value> => {
    // The prompts take Esc and Ctrl-C for the same.
    let last: string | undefined;
    const onKey = (_: unknown, key?: { readonly name?: string }): void => {
      last = key?.name;
    };
    input.on('keypress', onKey);
    try {
      const value = await answer;
      if (isAnswer(value)) return value;
      throw new LeftError(last === 'escape' && !signal.aborted ? 'escape' : 'interrupt');
    } finally {
      input.off('keypress', onKey);
    }
  };
  return {
    async choose(message, choices, initial) {
      const index = choices.findIndex(({ value }) => value === initial);
      const options = choices.map(({ label, hint, disabled }, value) => ({
        value,
        label: visible(label),
        ...(hint !== undefined && { hint: visible(hint) }),
        ...(disabled === true && { disabled }),
      }));
      const asked = {
        ...common,
        message,
        options,
        maxItems: seenAtOnce,
        ...(index >= 0 && { initialValue: index }),
      };
      const chosen =
        choices.length > seenAtOnce
          ? autocomplete<number>({
              ...asked,
              placeholder: 'type to search',
              validate: (value) => (value === undefined ? 'Choose one.' : undefined),
            })
          : select<number>({ ...asked, showInstructions: false });
      return at(choices, await answered(chosen));
    },
    async chooseSome(message, choices, initial = []) {
      const chosen = multiselect<number>({
        ...common,
        message,
        options: choices.map(({ label, hint }, value) => ({
          value,
          label: visible(label),
          ...(hint !== undefined && { hint: visible(hint) }),
        })),
        initialValues: choices.flatMap(({ value }, index) => (initial.includes(value) ? [index] : [])),
        required: false,
        maxItems: seenAtOnce,
      });
      return (await answered(chosen)).map((index) => at(choices, index));
    },
    async text({ message, initial, placeholder, check }) {
      const answer = text({
        ...common,
        message,
        ...(initial !== undefined && { initialValue: initial }),
        ...(placeholder !== undefined && { placeholder }),
        validate: (value) => check?.((value ?? '').trim()),
      });
      return ((await answered(answer)) ?? '').trim();
    },
    async secret({ message, check }) {
      const answer = password({ ...common, message, validate: (value) => check?.((value ?? '').trim()) });
      return ((await answered(answer)) ?? '').trim();
    },
    confirm: (message, initial = true) => answered(confirm({ ...common, message, initialValue: initial })),
    tell: (message, kind = 'info') => log[kind](wrapText(message, widthBesideGuide(output)), { output }),
    show: (title, body) => note(body, title, { output, format: (line) => line }),
  };
}

const isAnswer = <Value>(value: Value | typeof CANCEL_SYMBOL): value is Value => value !== CANCEL_SYMBOL;

function at<Value>(choices: readonly Choice<Value>[], index: number): Value {
  const choice = choices[index];
  if (choice === undefined) throw new RangeError(`There is no choice ${index}.`);
  return choice.value;
}
