import { openCatalogue } from '../session/object-catalogue.ts';
import type { Work } from '../session/work.ts';
import { suggestPairs } from '../suggest/suggest-pairs.ts';
import { objectMeanings } from '../suggest/usual-names.ts';
import type { ObjectPairsDocument } from './documents/set-up-document.ts';
import { withConnections } from './opened-apps.ts';

/** People and deals point at organizations: whoever begins with these can go on with the others. */
const firstMeant = ['Organization', 'Person', 'Deal', 'Ticket'];

/** Objects of two connections that look alike by their names. */
export const pairObjects = (
  work: Work,
  { left, right }: { readonly left: string; readonly right: string },
): Promise<ObjectPairsDocument> =>
  withConnections(work, [left, right], async ({ connections, loaded }) => {
    const catalogue = openCatalogue(connections, work.signal);
    const [ofLeft, ofRight] = await Promise.all([catalogue.list(left), catalogue.list(right)]);
    const syncsOf = async (connection: string, id: string): Promise<readonly string[]> => {
      const using = Object.entries(loaded.configuration.syncs).map(async ([name, sync]) => {
        const ends = [sync.left, sync.right].filter((end) => end.connection === connection);
        const ids = await Promise.all(ends.map(({ object }) => catalogue.idOf(connection, object).catch(() => object)));
        return ids.includes(id) ? [name] : [];
      });
      return (await Promise.all(using)).flat();
    };
    const rank = (meanings: readonly string[]): number => {
      const found = firstMeant.findIndex((one) => meanings.includes(one));
      return found === -1 ? firstMeant.length : found;
    };
    const pairs = suggestPairs(ofLeft.objects, ofRight.objects).map((pair) => ({
      ...pair,
      rank: rank([...objectMeanings(pair.left), ...objectMeanings(pair.right)]),
    }));
    const sorted = pairs.sort((a, b) => a.rank - b.rank);
    return {
      pairs: await Promise.all(
        sorted.map(async (pair) => ({
          left: pair.left.name,
          right: pair.right.name,
          reason: pair.reason,
          syncs: [...new Set([...(await syncsOf(left, pair.left.id)), ...(await syncsOf(right, pair.right.id))])],
        })),
      ),
    };
  });
