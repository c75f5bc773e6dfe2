import { z } from 'zod';
import { checkAssociations, fieldInUse } from '../fields/check-associations.ts';
import { changeField, defineField } from '../fields/define-field.ts';
import { type FieldDefinition, isMaintained } from '../fields/field-definition.ts';
import type { AppState } from '../kintone-domain.ts';
import { invalidInput, KintoneFailure, requiredParameter } from '../kintone-errors.ts';
import { idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { requireApp, requireLiveApp } from '../require-app.ts';
import { changePreview } from './change-preview.ts';
import { type FormState, fieldsByCode } from './form-state.ts';
import { viewField } from './view-field.ts';

const changesInput = z.object({
  app: idInput,
  properties: z.record(z.string(), z.unknown()),
  revision: revisionInput.optional(),
});
const deletionInput = z.object({
  app: idInput,
  fields: z.array(z.string()).min(1).max(100),
  revision: revisionInput.optional(),
});
const readInput = z.object({ app: idInput });

/** `/k/v1/app/form/fields.json` and its preview. */
export const formRoutes: readonly Route[] = [
  route('GET', 'app/form/fields', (call) =>
    viewForm(requireLiveApp(call, readParams(call.params, readInput).app).form),
  ),
  route('GET', 'preview/app/form/fields', (call) =>
    viewForm(requireApp(call, readParams(call.params, readInput).app).preview),
  ),
  route('POST', 'preview/app/form/fields', addFields),
  route('PUT', 'preview/app/form/fields', updateFields),
  route('DELETE', 'preview/app/form/fields', deleteFields),
];

function viewForm(form: FormState): object {
  const properties = [...form.fields.values()].map((field) => [field.code, viewField(field)] as const);
  return { properties: Object.fromEntries(properties), revision: String(form.revision) };
}

function addFields(call: KintoneCall): object {
  const { app: appId, properties, revision } = readParams(call.params, changesInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => {
    const fields = new Map(form.fields);
    for (const [code, input] of Object.entries(properties)) {
      const place = placeOf(code);
      const field = defineField(call.domain.newKey, code, input, place);
      if (isMaintained(field.type) && [...fields.values()].some(({ type }) => type === field.type)) {
        throw invalidInput({ [`${place}.type`]: ['Only one field of this type can be placed in a form.'] });
      }
      addField(fields, field, place);
    }
    return checked(call, app, { ...form, fields }, Object.keys(properties));
  });
}

function updateFields(call: KintoneCall): object {
  const { app: appId, properties, revision } = readParams(call.params, changesInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => {
    const replaced = new Map<string, FieldDefinition>();
    for (const [code, input] of Object.entries(properties)) {
      const field = form.fields.get(code);
      if (field === undefined) throw fieldNotFound(code);
      replaced.set(code, changeField(call.domain.newKey, field, input, placeOf(code)));
    }
    const fields = new Map<string, FieldDefinition>();
    for (const field of form.fields.values()) addField(fields, replaced.get(field.code) ?? field, placeOf(field.code));
    return checked(
      call,
      app,
      { ...form, fields },
      [...replaced.values()].map(({ code }) => code),
    );
  });
}

function deleteFields(call: KintoneCall): object {
  const { app: appId, fields: codes, revision } = readParams(call.params, deletionInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => {
    const fields = new Map(form.fields);
    for (const code of codes) {
      if (!fields.delete(code)) throw fieldNotFound(code);
      if (fieldInUse(call.domain, app, fields, code)) {
        throw new KintoneFailure(
          400,
          'GAIA_RE07',
          `The field (code: ${code}) is used by another field and cannot be deleted.`,
        );
      }
    }
    // A layout that names a deleted field is none.
    return { ...form, fields, layout: undefined };
  });
}

function addField(fields: Map<string, FieldDefinition>, field: FieldDefinition, place: string): void {
  const taken = new Set<string>();
  for (const one of fields.values()) for (const code of [one.code, ...one.fields.keys()]) taken.add(code);
  for (const code of [field.code, ...field.fields.keys()]) {
    if (taken.has(code)) throw invalidInput({ [`${place}.code`]: [`The field code "${code}" is already used.`] });
  }
  fields.set(field.code, field);
}

function checked(call: KintoneCall, app: AppState, form: FormState, codes: readonly string[]): FormState {
  for (const code of codes) {
    const placed = fieldsByCode(form).get(code);
    if (placed === undefined) throw invalidInput({ [placeOf(code)]: [requiredParameter] });
    checkAssociations(call, app, form.fields, placed.field, placeOf(code));
    for (const cell of placed.field.fields.values()) {
      checkAssociations(call, app, placed.field.fields, cell, `${placeOf(code)}.fields[${cell.code}]`);
    }
  }
  return form;
}

function fieldNotFound(code: string): KintoneFailure {
  return new KintoneFailure(400, 'GAIA_FC01', `The specified field (code: ${code}) is not found.`);
}

function placeOf(code: string): string {
  return `properties[${code}]`;
}
