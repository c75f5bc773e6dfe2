import type { ProposedObject } from './propose-object.ts';

/** What the description does not say, or what nobody can propose: each a sentence for a person. */
export function leftToDo(objects: readonly ProposedObject[], notes: readonly string[]): readonly string[] {
  const open = [...notes];
  for (const { collection, fields, modifiedProperty, associations } of objects) {
    const { name, path, paging, since, needs, itemPath, read, create, update, archive } = collection;
    const add = (what: string) => open.push(`${name}: ${what}`);
    if (needs.length > 0) add(`GET ${path} needs ${needs.join(', ')}; it is called without`);
    if (paging === null) add('no pages were seen in the description; everything has to come at once');
    if (paging?.kind === 'offset' || paging?.kind === 'page') {
      add('pages are counted, so a record is missed where another one is deleted meanwhile');
    }
    if (since === null) add('every read reads all records; is there a way to ask for what has changed?');
    if (modifiedProperty === null) add('no property tells when a record was changed last (`modifiedAt`)');
    if (!read) add('records are not read by id but from the whole list');
    if (create === null) add('no call creates a record');
    if (itemPath === null || update === null) add('no call updates a record');
    if (archive === null) add('no call deletes a record');
    const blobs = fields.filter(({ type }) => type === 'json').map(({ id }) => id);
    if (blobs.length > 0) add(`shown as JSON and never written: ${blobs.join(', ')}`);
    const shown = associations.filter((one) => one.readOnly && update !== null).map(({ id }) => id);
    if (shown.length > 0) add(`associations that are shown and never written: ${shown.join(', ')}`);
  }
  return [
    ...open,
    'match keys: which fields find a record (`lookup`), and which of them are unique?',
    'account: `check` says the address; is there a call that says whose account it is?',
    'errors: which refusals name a field, a value that is taken, or a target that is not there?',
    'limits: how many calls does the app allow (`rateLimits`)?',
    'conformance: an app for tests, and the suite on it, as the starter writes them without --from',
  ];
}
