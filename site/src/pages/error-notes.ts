/** What the source cannot say by itself, by code. */
export const errorNotes: ReadonlyMap<string, string> = new Map([
  ['association', 'An undo leaves an association alone that the file maps through several syncs. Edit it in the app.'],
  [
    'association-limit-reached',
    'HubSpot allows only so many associations of one kind for a record. Remove some there, or ask HubSpot for a higher limit; the edge is tried again.',
  ],
  [
    'association-refused',
    'HubSpot refused one association. The record itself is written, and the association is tried again.',
  ],
  [
    'cannot-archive',
    'An undo would have to remove a record in an app that does not let records be removed. Remove it there yourself.',
  ],
  [
    'credentials-unsupported',
    'The connector asks for stored credentials that this host does not keep. Use a key in its settings.',
  ],
  [
    'contract-version-too-new',
    'The connector was built for a newer Linkwright. Update the command, or take an earlier version of the connector.',
  ],
  [
    'contract-version-too-old',
    'The connector was built for a version of the contract that this release no longer reads. Update the connector.',
  ],
  ['demo-failed', 'The demonstration did not show what it promises. Please report it, with what it printed.'],
  [
    'value-flips',
    'Two apps keep setting a value back, each in its own way. It is left as it is; find what sets it in one of them, or let the mapping go one way.',
  ],
  ['filter-contradiction', 'Nothing can pass a filter whose tests exclude each other.'],
  ['gone', 'The record is no longer there.'],
  [
    'interrupted',
    'Ctrl-C, or the system asked the process to end. What was done is kept; the same command goes on from there.',
  ],
  ['left', 'Somebody left the questions of `linkwright setup`. Nothing was written.'],
  [
    'links-not-looked-at',
    'A note, no error: in this app associations change without touching their record, and the scan for them was not due. The next sync after its time (`scan`) looks, and so does `linkwright sync --full`.',
  ],
  [
    'lookup-unsupported',
    'A connector was asked to look records up by a field that its app cannot search. Choose another match key.',
  ],
  ['membership', 'An undo took a mark away, and its target stays in the set that the app put it into by itself.'],
  ['no-association-calls', 'The app keeps associations in the record itself; a rehearsal makes such edits there.'],
  [
    'not-linked',
    'The two records are no longer a pair: one is gone, or a filter has unlinked them. There is nothing to decide.',
  ],
  [
    'not-mapped',
    'The file no longer maps this field, or no longer writes it to that app. Map it again to decide about it.',
  ],
  [
    'not-readable',
    'The app does not show this field, or has the record and shows nothing of it. What was known is kept, nothing is emptied, and an undo leaves it alone. Give the key the right to read it.',
  ],
  [
    'not-restorable',
    'The record was archived, and only the pages of the app itself bring it back: there it can be restored for a while.',
  ],
  [
    'options-without-partner',
    'An option of one app has no partner in the other, so that a value could not be carried over. Pair them under `options` of the mapping, or map the field in one direction.',
  ],
  ['permanent', 'An undo would delete for good. `linkwright undo RUN --permanently` does.'],
  [
    'stray-error',
    'A connector lost an error where nobody could wait for it, so that the run could not trust it any further.',
  ],
  [
    'unanswered-creates',
    'A note, no error: an app did not answer a create. The next sync looks for the record before it tries again, so that it is not made twice.',
  ],
  [
    'usage',
    'The command line names something that is not there. `linkwright --help` lists commands, `linkwright COMMAND --help` options.',
  ],
]);
