import { z } from 'zod';
import { type KintoneDomain, newUuid } from '../kintone-domain.ts';
import { KintoneFailure, type Violations } from '../kintone-errors.ts';
import type { CellValue, Entity, StoredFile } from '../records/record-state.ts';
import { readDate, readDateTime, readTime } from './date-texts.ts';
import { readDecimal } from './decimal-text.ts';
import type { FieldDefinition } from './field-definition.ts';
import type { FieldType } from './field-types.ts';
import { type NumberPrecision, roundDecimal } from './number-precision.ts';
import { tidyRichText } from './tidy-rich-text.ts';

const emptyChoices: CellValue = { choices: [] };
const emptyEntities: CellValue = { entities: [] };
const emptyFiles: CellValue = { files: [] };
const emptyRows: CellValue = { rows: [] };

export function emptyValue(type: FieldType): CellValue {
  switch (type) {
    case 'CHECK_BOX':
    case 'MULTI_SELECT':
    case 'CATEGORY':
      return emptyChoices;
    case 'USER_SELECT':
    case 'ORGANIZATION_SELECT':
    case 'GROUP_SELECT':
    case 'STATUS_ASSIGNEE':
      return emptyEntities;
    case 'FILE':
      return emptyFiles;
    case 'SUBTABLE':
      return emptyRows;
    default:
      return '';
  }
}

export interface ValueContext {
  readonly domain: KintoneDomain;
  readonly violations: Violations;
  /** `record`, or `records[3]` in a batch, or a row of a table. */
  readonly place: string;
  readonly inTable: boolean;
  readonly precision: NumberPrecision;
  /** What the cell holds so far: files that stay are named by the keys they have. */
  readonly current: CellValue | undefined;
}

/** A value as it was sent, in Kintone's own spelling. Undefined where it was refused. */
export function readValue(context: ValueContext, field: FieldDefinition, sent: unknown): CellValue | undefined {
  switch (field.type) {
    case 'NUMBER':
      return readNumber(context, field, sent);
    case 'DATE':
      return readSpelled(context, field, sent, readDate);
    case 'TIME':
      return readSpelled(context, field, sent, readTime);
    case 'DATETIME':
      return readSpelled(context, field, sent, readDateTime);
    case 'RADIO_BUTTON':
    case 'DROP_DOWN':
      return readChoice(context, field, sent);
    case 'CHECK_BOX':
    case 'MULTI_SELECT':
      return readChoices(context, field, sent);
    case 'USER_SELECT':
      return readEntities(context, field, sent, context.domain.users, 'GAIA_IL26', 'user');
    case 'ORGANIZATION_SELECT':
      return readEntities(context, field, sent, context.domain.organizations, 'GAIA_IL28', 'organization');
    case 'GROUP_SELECT':
      return readEntities(context, field, sent, context.domain.groups, 'GAIA_IL42', 'group');
    case 'FILE':
      return readFiles(context, field, sent);
    case 'RICH_TEXT':
      return tidyRichText(readText(context, field, sent) ?? '');
    default:
      return readText(context, field, sent);
  }
}

const textInput = z.union([
  z.string(),
  z.number().transform(String),
  z.boolean().transform(String),
  z.null().transform(() => ''),
]);

function readText(context: ValueContext, field: FieldDefinition, sent: unknown): string | undefined {
  const text = textInput.safeParse(sent);
  if (text.success) return text.data;
  context.violations.add(`${context.place}.${field.code}.value`, 'The value is invalid.');
  return undefined;
}

function readNumber(context: ValueContext, field: FieldDefinition, sent: unknown): string | undefined {
  const text = textInput.safeParse(sent);
  const number = text.success && text.data.trim() === '' ? '' : readDecimal(text.data ?? '');
  if (number !== undefined) return number === '' ? '' : roundDecimal(number, context.precision);
  // In a table, what is no number is no value.
  if (context.inTable) return '';
  context.violations.add(`${context.place}[${field.code}].value`, 'Only numbers are allowed.');
  return undefined;
}

function readSpelled(
  context: ValueContext,
  field: FieldDefinition,
  sent: unknown,
  read: (text: string) => string | undefined,
): string | undefined {
  const text = readText(context, field, sent);
  if (text === undefined || text === '') return text;
  const spelled = read(text);
  if (spelled === undefined) context.violations.add(`${context.place}.${field.code}.value`, 'The format is invalid.');
  return spelled;
}

function notInOptions(option: string): string {
  return `The value, "${option}", is not in options.`;
}

function readChoice(context: ValueContext, field: FieldDefinition, sent: unknown): string | undefined {
  const text = readText(context, field, sent);
  if (text === undefined || text === '' || field.optionKeys.has(text)) return text;
  context.violations.add(`${context.place}.${field.code}.value`, notInOptions(text));
  return undefined;
}

function readChoices(context: ValueContext, field: FieldDefinition, sent: unknown): CellValue | undefined {
  const choices = z.array(z.string()).safeParse(sent ?? []);
  if (!choices.success) {
    context.violations.add(`${context.place}.${field.code}.values`, 'The value must be an array.');
    return undefined;
  }
  const before = context.violations.count;
  for (const [index, option] of choices.data.entries()) {
    if (field.optionKeys.has(option)) continue;
    context.violations.add(`${context.place}.${field.code}.values[${index}].value`, notInOptions(option));
  }
  if (context.violations.count > before) return undefined;
  // Shown in the order of the options, whatever the order that they were written in.
  const chosen = new Set(choices.data);
  return { choices: [...field.optionKeys.keys()].filter((option) => chosen.has(option)) };
}

function readEntities(
  context: ValueContext,
  field: FieldDefinition,
  sent: unknown,
  known: ReadonlyMap<string, Entity>,
  code: string,
  kind: string,
): CellValue | undefined {
  const input = z.array(z.looseObject({ code: z.string() })).safeParse(sent ?? []);
  if (!input.success) {
    context.violations.add(`${context.place}.${field.code}.values.value`, 'The value is invalid.');
    return undefined;
  }
  const entities = input.data.map((one) => {
    const entity = known.get(one.code);
    if (entity === undefined) throw new KintoneFailure(400, code, `The ${kind} (code: ${one.code}) is not found.`);
    return entity;
  });
  return { entities: [...new Set(entities)] };
}

function readFiles(context: ValueContext, field: FieldDefinition, sent: unknown): CellValue | undefined {
  const input = z.array(z.looseObject({ fileKey: z.string() })).safeParse(sent ?? []);
  if (!input.success) {
    context.violations.add(`${context.place}.${field.code}.values`, 'The value is invalid.');
    return undefined;
  }
  const { current } = context;
  const kept = current !== undefined && typeof current !== 'string' && 'files' in current ? current.files : [];
  return {
    files: input.data.map(
      ({ fileKey }) => kept.find((file) => file.fileKey === fileKey) ?? takeUpload(context, fileKey),
    ),
  };
}

/** A file of a record gets a key of its own; only the key of an upload can be written to another record. */
function takeUpload({ domain }: ValueContext, fileKey: string): StoredFile {
  const upload = domain.files.get(fileKey);
  if (upload === undefined || upload.attached) {
    throw new KintoneFailure(404, 'GAIA_BL01', `The specified file (id: ${fileKey}) is not found.`);
  }
  const stored = { ...upload.stored, fileKey: newUuid(domain.random) };
  domain.files.set(stored.fileKey, { stored, content: upload.content, attached: true });
  return stored;
}
