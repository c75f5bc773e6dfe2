import { z } from 'zod';
import type { FieldDefinition } from '../fields/field-definition.ts';
import { flagInput, idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { requireApp, requireLiveApp } from '../require-app.ts';
import { changePreview } from './change-preview.ts';
import type { FormState } from './form-state.ts';

const readInput = z.object({ app: idInput });
const processInput = z.object({
  app: idInput,
  enable: flagInput.optional(),
  states: z
    .record(z.string(), z.object({ name: z.string().optional(), index: z.union([z.string(), z.number()]) }))
    .optional(),
  actions: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })).optional(),
  revision: revisionInput.optional(),
});

const processFields = new Set(['STATUS', 'STATUS_ASSIGNEE']);

/** Process management: whether records have a status, and which ones there are. Assignees are not kept. */
export const processRoutes: readonly Route[] = [
  route('GET', 'app/status', (call) => viewProcess(requireLiveApp(call, readParams(call.params, readInput).app).form)),
  route('GET', 'preview/app/status', (call) =>
    viewProcess(requireApp(call, readParams(call.params, readInput).app).preview),
  ),
  route('PUT', 'preview/app/status', setProcess),
];

function viewProcess({ process, revision }: FormState): object {
  const states = process.states.map(({ name, index }) => {
    return [name, { name, index, assignee: { type: 'ONE', entities: [] } }] as const;
  });
  return {
    enable: process.enabled,
    states: states.length === 0 ? null : Object.fromEntries(states),
    actions:
      states.length === 0 ? null : process.actions.map((action) => ({ ...action, filterCond: '', type: 'PRIMARY' })),
    revision: String(revision),
  };
}

function setProcess(call: KintoneCall): object {
  const { app: appId, enable, states, actions, revision } = readParams(call.params, processInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => {
    const enabled = enable ?? form.process.enabled;
    const sent = Object.entries(states ?? {}).map(([key, { name = key, index }]) => ({ name, index: String(index) }));
    sent.sort((left, right) => Number(left.index) - Number(right.index));
    const process = {
      enabled,
      states: states === undefined ? form.process.states : sent,
      actions: actions ?? form.process.actions,
    };
    return { ...form, process, fields: withProcessFields(form.fields, enabled) };
  });
}

function withProcessFields(fields: FormState['fields'], enabled: boolean): FormState['fields'] {
  const entries = [...fields].map(([code, field]): readonly [string, FieldDefinition] => [
    code,
    processFields.has(field.type) ? { ...field, settings: { ...field.settings, enabled } } : field,
  ]);
  return new Map(entries);
}
