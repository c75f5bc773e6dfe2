import { z } from 'zod';
import { HubspotFailure, validationFailure } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import type { PropertyDefinition } from './property-definition.ts';
import { takesRule } from './validation-rules.ts';

const ruleInput = z.looseObject({
  ruleArguments: z.array(z.string()),
  shouldApplyNormalization: z.boolean().exactOptional(),
});

/** Rules that the people of a portal set for the values of a property. They hold for every write. */
export const validationRoutes: readonly Route[] = [
  route('GET', 'property-validations/:objectType', (call) => {
    const found = [...call.portal.space(param(call, 'objectType')).properties.definitions.values()];
    const results = found.flatMap(({ name, validationRules: rules = [] }) =>
      rules.length === 0 ? [] : [{ propertyName: name, propertyValidationRules: rules }],
    );
    return { status: 200, body: { results } };
  }),
  route('GET', 'property-validations/:objectType/:name', (call) => {
    return { status: 200, body: { results: definitionOf(call).validationRules ?? [] } };
  }),
  route('PUT', 'property-validations/:objectType/:name/rule-type/:ruleType', setRule),
];

function setRule(call: HubspotCall) {
  const rule = { ruleType: param(call, 'ruleType'), ...readBody(call.request, ruleInput) };
  const definition = definitionOf(call);
  if (!takesRule(definition, rule)) {
    throw validationFailure(`${rule.ruleType} is no rule for ${definition.name}.`);
  }
  const others = (definition.validationRules ?? []).filter(({ ruleType }) => ruleType !== rule.ruleType);
  definition.validationRules = [...others, rule];
  return { status: 204 };
}

function definitionOf(call: HubspotCall): PropertyDefinition {
  const name = param(call, 'name');
  const found = call.portal.space(param(call, 'objectType')).properties.find(name);
  if (found !== undefined) return found;
  throw new HubspotFailure(404, { message: `Property ${name} does not exist`, category: 'OBJECT_NOT_FOUND' });
}
