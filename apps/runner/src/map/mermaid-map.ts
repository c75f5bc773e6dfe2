import type { MapDocument } from '../operations/documents/map-document.ts';
import { visible } from '../output/visible.ts';

type MappedSync = MapDocument['syncs'][number];
type End = MappedSync['left'];

/** The map as a Mermaid flow chart, which Markdown viewers draw. */
export function mermaidMap({ syncs }: MapDocument): string {
  const ends = new Map<string, End>();
  for (const { left, right } of syncs) for (const end of [left, right]) ends.set(keyOf(end), end);
  const ids = new Map([...ends.keys()].map((key, index) => [key, `object${index + 1}`]));
  const idOf = (end: End): string => ids.get(keyOf(end)) ?? '';
  const connections = [...new Map([...ends.values()].map((end) => [end.connection, end.app])).entries()];
  const lines = ['flowchart LR'];
  for (const [index, [connection, app]] of connections.entries()) {
    lines.push(
      `  subgraph connection${index + 1}["${text(app.toLowerCase() === connection.toLowerCase() ? app : `${app} (${connection})`)}"]`,
    );
    for (const end of ends.values())
      if (end.connection === connection) lines.push(`    ${idOf(end)}["${text(end.object)}"]`);
    lines.push('  end');
  }
  for (const sync of syncs) {
    const [left, right] = [idOf(sync.left), idOf(sync.right)];
    const label = text(sync.name);
    if (sync.implied) lines.push(`  ${left} -. "${label}" .- ${right}`);
    else if (sync.direction === 'two-way') lines.push(`  ${left} <== "${label}" ==> ${right}`);
    else if (sync.direction === 'left-to-right') lines.push(`  ${left} == "${label}" ==> ${right}`);
    else lines.push(`  ${right} == "${label}" ==> ${left}`);
  }
  for (const sync of syncs) for (const association of sync.associations) lines.push(...arrows(sync, association));
  return `${lines.join('\n')}\n`;

  function arrows(sync: MappedSync, { via, ...fields }: MappedSync['associations'][number]): readonly string[] {
    const targets = syncs.find(({ name }) => name === via);
    if (!targets) return [];
    return (['left', 'right'] as const).map((side) => {
      const target = targets.left.connection === sync[side].connection ? targets.left : targets.right;
      return `  ${idOf(sync[side])} -- "${text(fields[side])}" --> ${idOf(target)}`;
    });
  }
}

const keyOf = ({ connection, object }: End): string => JSON.stringify([connection, object]);

/** A quote would end the text, and Mermaid reads entities by number. */
const text = (told: string): string =>
  visible(told).replaceAll(/["#&<>]/g, (character) => `#${character.charCodeAt(0)};`);
