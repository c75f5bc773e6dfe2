/** Durations are counted from this moment, and days are those of the account's zone. */
export interface WritingMoment {
  readonly now: number;
  readonly timeZone: string;
}

/** What is stored of a value under a rule; `undefined`: the value breaks it. */
export type Keep = (value: string, at: WritingMoment) => string | undefined;

/** A rule of HubSpot's guide to property validations. */
export interface RuleKind {
  readonly types: readonly string[];
  /** Of texts: in which form fields. Absent: in all. */
  readonly fieldTypes?: readonly string[];
  /** `undefined`: no rule of this kind has such arguments. `normalizes`: values are brought into the form that it wants. */
  read(ruleArguments: readonly string[], normalizes: boolean): Keep | undefined;
}

/** Values are stored as they come, or not at all. */
export const keeping =
  (test: (value: string, at: WritingMoment) => boolean): Keep =>
  (value, at) =>
    test(value, at) ? value : undefined;

/** A rule that takes no argument. */
export const withoutArguments =
  (test: (value: string) => boolean): RuleKind['read'] =>
  (given) =>
    given.length === 0 ? keeping(test) : undefined;

/** A rule whose only argument is a number of this form. */
export const withNumber =
  (form: RegExp, test: (value: string, bound: number) => boolean): RuleKind['read'] =>
  ([text = '', ...more]) =>
    more.length === 0 && form.test(text) ? keeping((value) => test(value, Number(text))) : undefined;
