import type { RecordError } from '@linkwright/core';
import type { Side } from '../store/side.ts';
import type { Failure } from '../store/work.ts';
import type { ChunkContext } from './apply-chunk.ts';
import { originOf, type Progress } from './chunk-item.ts';

/** The app refuses the record, with its own reason. */
export function refused(side: Side, entry: Progress, error: RecordError): Failure {
  return {
    origin: originOf(entry.item, side),
    code: error.code,
    category: error.category,
    field: error.field ?? null,
    message: error.message,
    remedy: error.remedy,
  };
}

/** A unique value belongs to another record. `id`: to which, if the app said so. */
export function taken({ plan }: ChunkContext, side: Side, entry: Progress, id: string | null): Failure {
  const app = plan.sync[side].displayName;
  return {
    origin: originOf(entry.item, side),
    code: 'duplicate-value',
    category: 'duplicate-value',
    field: null,
    message: `${app} refuses a value that another record has${id === null ? '' : ` (${id})`}`,
    remedy: `Change the value in one of the two records, or merge them in ${app}.`,
  };
}
