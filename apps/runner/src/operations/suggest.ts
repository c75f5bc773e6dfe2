import { openCatalogue } from '../session/object-catalogue.ts';
import { noteProblems, openConnections, refuseProblems } from '../session/open-connections.ts';
import { compileOpened } from '../session/open-session.ts';
import { ended, type Work } from '../session/work.ts';
import { mappingOf, matchKeyOf } from '../suggest/propose-sync.ts';
import type { AssociationSuggestion } from '../suggest/suggest-associations.ts';
import type { FieldSuggestion } from '../suggest/suggest-fields.ts';
import { type SuggestionsDocument, suggestionsDocumentSchema } from './documents/suggestions-document.ts';
import { collectSuggestions } from './proposals/collect-suggestions.ts';

/** Everything that looks alike in the apps and that the file does not sync. Nothing of it is in force until somebody writes it into the file. */
export async function suggest(work: Work): Promise<SuggestionsDocument> {
  const opened = await openConnections(work);
  try {
    // Whatever else is wrong: these suggestions may be what puts it right. They need two apps that answer.
    if (opened.connections.size < 2) {
      await compileOpened(opened, work.signal);
      refuseProblems(opened);
    }
    const catalogue = openCatalogue(opened.connections, work.signal);
    const { newSyncs, syncs, withoutKey, zoneless } = await collectSuggestions(opened, catalogue, [
      ...opened.connections.keys(),
    ]);
    ended(work);
    noteProblems(work, opened);
    return suggestionsDocumentSchema.parse({
      newSyncs: newSyncs.map(({ name, reason, proposed: { draft, match, fields }, associations }) => ({
        name,
        reason,
        left: draft.left,
        right: draft.right,
        match: match.map((key) => ({ ...matchKeyOf(key), reason: key.reason })),
        fields: fields.map(told),
        associations: associations.map(toldAssociation),
      })),
      syncs: syncs.map(({ sync, fields, associations }) => ({
        sync,
        fields: fields.map(told),
        associations: associations.map(toldAssociation),
      })),
      withoutKey,
      zoneless,
    });
  } finally {
    await opened.close();
  }
}

const told = (field: FieldSuggestion): object => ({ ...mappingOf(field), reason: field.reason });

const toldAssociation = ({ left, right, via, reason }: AssociationSuggestion): object => ({
  left: left.name,
  right: right.name,
  ...(via.length > 1 && via[0] !== undefined && { via: via[0] }),
  reason,
});
