import {
  createRecordParser,
  parseChangePage,
  parseObjectSchema,
  parseReadRecords,
  parseWriteOutcome,
} from '@linkwright/core';
import { describe, expect, it } from 'vitest';

const shared = { required: false, readOnly: false, unique: false, lookup: 'none' };
const parser = createRecordParser(
  parseObjectSchema({
    ...{ id: 'notes', name: 'Notes', label: 'Notes', custom: false },
    fields: [
      { ...shared, id: 'pages', name: 'Pages', label: 'Pages', type: 'integer' },
      { ...shared, id: 'met', name: 'Met', label: 'Met', type: 'datetime' },
    ],
    associations: [],
  }),
);
const pageOf = (record: unknown) => parseChangePage({ records: [record], deleted: [], checkpoint: '1' }, parser);

/** What somebody writes who has read the contract once. */
describe('an honest mistake is told by its place and by what was expected', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a number as a number',
      () => pageOf({ id: '7', fields: { pages: 42 } }),
      'fields.pages: expected a text, true, false',
    ],
    ['a moment as a Date', () => pageOf({ id: '7', fields: { met: new Date(0) } }), 'dates and moments are texts too'],
    [
      'a moment without milliseconds',
      () => pageOf({ id: '7', fields: { met: '2026-01-01T00:00:00Z' } }),
      'with milliseconds',
    ],
    ['an empty text', () => pageOf({ id: '7', fields: { pages: '' } }), 'fields.pages: an empty text is null'],
    ['an id as a number', () => pageOf({ id: 7, fields: {} }), 'id: Invalid input: expected string, received number'],
    [
      'targets as bare ids',
      () => pageOf({ id: '7', fields: {}, associations: { author: ['1'] } }),
      'author.0: expected { id } or { key }',
    ],
    [
      'no list of deletions',
      () => parseChangePage({ records: [], checkpoint: '1' }, parser),
      'deleted: expected a list',
    ],
    ['a list in place of a page', () => parseChangePage([], parser), 'records: expected a list'],
    [
      'a checkpoint that is an object',
      () => parseChangePage({ records: [], deleted: [], checkpoint: {} }, parser),
      'checkpoint: expected a text',
    ],
    [
      'a write that says no more than its id',
      () => parseWriteOutcome({ kind: 'written', id: '7' }, parser),
      'record: expected what the app holds',
    ],
    ['an outcome of one’s own', () => parseWriteOutcome({ kind: 'created' }, parser), "'written' | 'exists' | 'stale'"],
    [
      'a refusal in words',
      () => parseWriteOutcome({ kind: 'rejected', message: 'no' }, parser),
      'error: expected a RecordError',
    ],
    ['only the records that were found', () => parseReadRecords([], ['7'], parser), '0 answers to 1'],
  ])('%s', (_, parse, told) => {
    expect(parse).toThrow(told);
  });

  it('a property that is undefined counts as absent', () => {
    const { records } = pageOf({ id: '7', fields: { pages: undefined, met: null }, modifiedAt: undefined });
    expect(records).toEqual([{ id: '7', fields: { met: null } }]);
  });
});
