import type { CycleEvent, OperationReport } from '@linkwright/engine';
import { failingRecordSchema, heldRecordSchema, operationSchema } from '../documents/run-document.ts';

export type HeldRecord = CycleEvent & { readonly kind: 'record-held' };
export type FailingRecord = CycleEvent & { readonly kind: 'record-failing' };

/** What a cycle tells of single records, as it is kept in a file meanwhile. */

export const parseOperation = (value: unknown): OperationReport => operationSchema.parse(value);
export const parseHeld = (value: unknown): HeldRecord => heldRecordSchema.parse(value);
export const parseFailing = (value: unknown): FailingRecord => failingRecordSchema.parse(value);
