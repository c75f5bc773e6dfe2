import type { ErrorDetail } from '../hubspot-errors.ts';
import { numberRules } from './number-rules.ts';
import type { PropertyDefinition, ValidationRule } from './property-definition.ts';
import type { Keep, WritingMoment } from './rule-kind.ts';
import { phoneRule, textRules } from './text-rules.ts';
import { timeRules } from './time-rules.ts';

const kinds = new Map(Object.entries({ ...textRules, ...numberRules, ...timeRules }));

/** May the property have such a rule? */
export function takesRule({ type, fieldType }: PropertyDefinition, rule: ValidationRule): boolean {
  const kind = kinds.get(rule.ruleType);
  if (kind === undefined || !kind.types.includes(type)) return false;
  return (kind.fieldTypes?.includes(fieldType) ?? true) && keepOf(rule) !== undefined;
}

/** The value as HubSpot stores it under the rules of its property, or why it is refused. */
export function readUnderRules(
  { name, validationRules = [] }: PropertyDefinition,
  value: string,
  at: WritingMoment,
): string | ErrorDetail {
  // What brings values into a form comes before what looks at them.
  const ordered = validationRules.toSorted((one, other) => Number(isForming(other)) - Number(isForming(one)));
  let kept = value;
  for (const rule of ordered) {
    if (kept === '') break;
    const keep = keepOf(rule);
    if (keep === undefined) continue;
    const next = keep(kept, at);
    if (next === undefined) return refusal(name, kept, rule);
    kept = next;
  }
  return kept;
}

/** `undefined`: the sandbox does not know such a rule, and nothing is refused for it. */
const keepOf = ({ ruleType, ruleArguments, shouldApplyNormalization = false }: ValidationRule): Keep | undefined =>
  kinds.get(ruleType)?.read(ruleArguments, shouldApplyNormalization);

const isForming = ({ shouldApplyNormalization = false }: ValidationRule): boolean => shouldApplyNormalization;

function refusal(name: string, value: string, { ruleType, ruleArguments }: ValidationRule): ErrorDetail {
  const context = { propertyName: [name] };
  if (ruleType === phoneRule) {
    return { message: `${value} is not a valid phone number`, code: 'INVALID_PHONE_NUMBER', context };
  }
  const [argument, told] = ruleArguments;
  const rule = ruleType === 'REGEX' ? [ruleType, argument].join(' ') : [ruleType, ruleArguments.join(', ')].join(' ');
  const why = ruleType === 'REGEX' && told !== undefined ? `: ${told}` : '';
  return {
    message: `${value} breaks the rule ${rule.trim()} of ${name}${why}`,
    code: argument === 'ALPHA_ONLY' ? 'INVALID_ALPHA' : `INVALID_${ruleType}`,
    context,
  };
}
