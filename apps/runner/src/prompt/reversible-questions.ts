import { LeftError } from './left-error.ts';
import type { Choice, Questions } from './questions.ts';

/** How a question was answered, in a form that finds the same answer among choices that were made anew. */
type Reply =
  | { readonly kind: 'choice'; readonly index: number; readonly label: string }
  | { readonly kind: 'choices'; readonly labels: readonly string[] }
  | { readonly kind: 'text' | 'secret'; readonly text: string }
  | { readonly kind: 'confirm'; readonly yes: boolean };

interface Answer {
  readonly question: string;
  readonly reply: Reply;
}

/** An answer from before: given again, or offered where the question is to be asked again. */
interface FormerAnswer extends Answer {
  readonly askAgain?: true;
}

/** Questions whose answers can be taken back. */
export interface ReversibleQuestions extends Questions {
  /** How many questions have been answered. */
  answered(): number;
  /** The answers from the given number on led nowhere: they are not given again. */
  forget(since: number): void;
  /** A question whose answer is no part of what is set up. */
  decide<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** Asks which answer is to be another one, and goes back there; what was answered after it stays where it still fits. */
  changeAnswer(): Promise<void>;
}

/** Not a failure: the work begins again with the answers that stay. */
class BackTo extends Error {
  override readonly name = 'BackTo';
  readonly former: readonly FormerAnswer[];

  constructor(former: readonly FormerAnswer[]) {
    super('Back to an earlier question.');
    this.former = former;
  }
}

/**
 * Lets somebody go back while the work asks in whatever order it likes: with Esc the work begins anew, is given the answers
 * that stay without asking, and asks again from there. It must begin from the same state each time. Esc at the first
 * question leaves.
 */
export async function withWayBack<Result>(
  ask: Questions,
  work: (ask: ReversibleQuestions) => Promise<Result>,
): Promise<Result> {
  let former: readonly FormerAnswer[] = [];
  for (;;) {
    try {
      return await work(reversible(ask, former));
    } catch (error) {
      if (!(error instanceof BackTo)) throw error;
      former = error.former;
    }
  }
}

function reversible(ask: Questions, former: readonly FormerAnswer[]): ReversibleQuestions {
  const answers: Answer[] = [];
  let left = [...former];
  /** What was told since the last answer. Said before a question that is asked; it has been seen where none is. */
  let held: (() => void)[] = [];

  const tell = (say: () => void): void => {
    if (left.length === 0) say();
    else held.push(say);
  };
  const flush = (): void => {
    for (const say of held) say();
    held = [];
  };
  /** The next answer of before to this very question, and everything that was answered before it is passed. */
  const takeFormer = (question: string, kind: Reply['kind']): FormerAnswer | undefined => {
    const index = left.findIndex((one) => one.question === question && one.reply.kind === kind);
    const found = left[index];
    if (found !== undefined) left = left.slice(index + 1);
    return found;
  };
  const orBack = async <Value>(answer: () => Promise<Value>): Promise<Value> => {
    try {
      return await answer();
    } catch (error) {
      const last = answers.at(-1);
      if (!(error instanceof LeftError) || error.key !== 'escape' || last === undefined) throw error;
      throw new BackTo([...answers.slice(0, -1), { ...last, askAgain: true }]);
    }
  };
  async function reply<Value>(
    question: string,
    kind: Reply['kind'],
    /** `undefined`: the answer does not fit any more. */
    read: (reply: Reply) => Value | undefined,
    askNow: (initial: Value | undefined) => Promise<Value>,
    write: (value: Value) => Reply,
  ): Promise<Value> {
    const known = takeFormer(question, kind);
    const value = known === undefined ? undefined : read(known.reply);
    if (known !== undefined && value !== undefined && known.askAgain === undefined) {
      held = [];
      answers.push({ question, reply: known.reply });
      return value;
    }
    flush();
    const given = await orBack(() => askNow(value));
    answers.push({ question, reply: write(given) });
    return given;
  }

  const indexOf = <Value>(choices: readonly Choice<Value>[], value: Value): number =>
    choices.findIndex((choice) => choice.value === value);
  const find = <Value>(choices: readonly Choice<Value>[], { index, label }: { index: number; label: string }) =>
    choices[index]?.label === label ? choices[index] : choices.find((choice) => choice.label === label);

  return {
    choose: <Value>(message: string, choices: readonly Choice<Value>[], initial?: Value) =>
      reply<{ readonly value: Value }>(
        message,
        'choice',
        (known) => (known.kind === 'choice' ? find(choices, known) : undefined),
        async (former) => ({
          value: await ask.choose(message, choices, former === undefined ? initial : former.value),
        }),
        ({ value }) => {
          const index = indexOf(choices, value);
          return { kind: 'choice', index, label: choices[index]?.label ?? '' };
        },
      ).then(({ value }) => value),
    chooseSome: <Value>(message: string, choices: readonly Choice<Value>[], initial?: readonly Value[]) =>
      reply<Value[]>(
        message,
        'choices',
        (known) =>
          known.kind === 'choices'
            ? choices.filter(({ label }) => known.labels.includes(label)).map(({ value }) => value)
            : undefined,
        (former) => ask.chooseSome(message, choices, former ?? initial),
        (values) => ({ kind: 'choices', labels: values.map((value) => choices[indexOf(choices, value)]?.label ?? '') }),
      ),
    text: (question) =>
      reply<string>(
        question.message,
        'text',
        (known) => (known.kind === 'text' && question.check?.(known.text) === undefined ? known.text : undefined),
        (former) => ask.text(former === undefined ? question : { ...question, initial: former }),
        (text) => ({ kind: 'text', text }),
      ),
    secret: (question) =>
      reply<string>(
        question.message,
        'secret',
        (known) => (known.kind === 'secret' ? known.text : undefined),
        () => ask.secret(question),
        (text) => ({ kind: 'secret', text }),
      ),
    confirm: (message, initial) =>
      reply<boolean>(
        message,
        'confirm',
        (known) => (known.kind === 'confirm' ? known.yes : undefined),
        (former) => ask.confirm(message, former ?? initial),
        (yes) => ({ kind: 'confirm', yes }),
      ),
    tell: (message, kind) => tell(() => ask.tell(message, kind)),
    show: (title, body) => tell(() => ask.show(title, body)),
    answered: () => answers.length,
    forget: (since) => {
      answers.splice(since);
    },
    decide: (message, choices) => {
      flush();
      return orBack(() => ask.choose(message, choices));
    },
    async changeAnswer() {
      const chosen = await orBack(() =>
        ask.choose<number | null>('Which answer is to be another one?', [
          ...answers.map(({ question, reply: given }, value) => ({
            value,
            label: `${firstLine(question)} ${shown(given)}`,
          })),
          { value: null, label: 'None: leave them as they are' },
        ]),
      );
      if (chosen === null) return;
      throw new BackTo(answers.map((answer, index) => (index === chosen ? { ...answer, askAgain: true } : answer)));
    },
  };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function shown(reply: Reply): string {
  if (reply.kind === 'choice') return reply.label;
  if (reply.kind === 'choices') return reply.labels.length === 0 ? 'none' : reply.labels.join(', ');
  if (reply.kind === 'confirm') return reply.yes ? 'yes' : 'no';
  return reply.kind === 'secret' ? 'not shown' : reply.text;
}
