import type { FieldLimits, FieldRule } from '@linkwright/core';
import { tellRule } from './hubspot-rule-texts.ts';
import type { HubspotSession } from './hubspot-session.ts';
import type { WirePropertyValidations } from './hubspot-wire.ts';

type Rule = WirePropertyValidations[number]['propertyValidationRules'][number];

/** Counterparts of the contract, and phones, which are written as their rule wants them. */
const known = ['MIN_LENGTH', 'MAX_LENGTH', 'MIN_NUMBER', 'MAX_NUMBER', 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE'];

/** Rules for a form, which HubSpot can be told to bring values into. */
const forming = ['FORMAT', 'WHITESPACE'];

/** Rules that people of the portal have set for single properties. */
export async function readFieldLimits(
  session: Pick<HubspotSession, 'catalogue' | 'client'>,
  object: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, FieldLimits>>> {
  const { typeId } = await session.catalogue.object(object, signal);
  const validations = await session.client.propertyValidations(typeId, signal);
  return Object.fromEntries(
    validations.flatMap(({ propertyName, propertyValidationRules: rules }) => {
      const limits = limitsOf(rules);
      return Object.keys(limits).length === 0 ? [] : [[propertyName, limits]];
    }),
  );
}

/** Pure. An argument that is no number says nothing. */
export function limitsOf(rules: readonly Rule[]): FieldLimits {
  const argument = (type: string): string | undefined =>
    rules.find(({ ruleType }) => ruleType === type)?.ruleArguments[0];
  const length = (type: string): number | undefined => {
    const text = argument(type)?.trim() ?? '';
    return /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const number = (type: string): string | undefined => {
    const text = argument(type)?.trim() ?? '';
    return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
  };
  const [shortest, longest] = [length('MIN_LENGTH'), length('MAX_LENGTH')];
  const [lowest, highest] = [number('MIN_NUMBER'), number('MAX_NUMBER')];
  const others = rules.filter(({ ruleType }) => !known.includes(ruleType)).map(toRule);
  return {
    ...(shortest !== undefined && { shortest }),
    ...(longest !== undefined && { longest }),
    ...(lowest !== undefined && { lowest }),
    ...(highest !== undefined && { highest }),
    ...(others.length > 0 && { others }),
  };
}

function toRule({ ruleType, ruleArguments, shouldApplyNormalization }: Rule): FieldRule {
  const text = tellRule(ruleType, ruleArguments);
  return {
    name: ruleType,
    arguments: ruleArguments,
    ...(text !== undefined && { text }),
    ...(shouldApplyNormalization === true && forming.includes(ruleType) && { normalizes: true }),
  };
}
