import { writeFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import { drawMap } from '../map/draw-map.ts';
import { mermaidMap } from '../map/mermaid-map.ts';
import type { MapDocument } from '../operations/documents/map-document.ts';
import { map } from '../operations/map.ts';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerMap: RegisterCommand = (program, act) => {
  program
    .command('map')
    .description('draw what is connected: objects, match keys, associations, and how far each has come')
    .option('--svg <file>', 'write it as a picture into this file')
    .option('--mermaid', 'print it as a Mermaid flow chart')
    .action(act(runMap));
};

const optionsSchema = z.object({ svg: z.string().min(1).optional(), mermaid: z.boolean().default(false) });

const runMap: CommandAction = async (context, given) => {
  const { output, directory } = context;
  const { svg, mermaid } = optionsSchema.parse(given);
  const work = await openWork(context);
  const document = await map(work);
  output.document(document);
  if (svg !== undefined) {
    const file = resolve(directory, svg);
    await writeFile(file, drawMap(document.picture, `What ${basename(work.loaded.file)} connects`)).catch(
      (cause: unknown) => {
        throw new ConfigurationError(`The picture cannot be written to ${svg}.`, {
          code: 'file-not-writable',
          remedy: 'Name a file in a folder that is there and that you may write to.',
          cause,
        });
      },
    );
    output.print(`Drawn into ${visible(relative(directory, file))}.`);
  }
  if (mermaid) output.print(mermaidMap(document).trimEnd());
  else if (svg === undefined) printMap(output, document);
  return exitCodes.done;
};

const arrows = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' } as const;

function printMap(output: Output, { syncs }: MapDocument): void {
  for (const [index, sync] of syncs.entries()) {
    const { left, right, direction, matchedOn, linked } = sync;
    if (index > 0) output.print('');
    const end = ({ app, object, filtered }: typeof left) => `${app} ${object}${filtered ? ' (filtered)' : ''}`;
    output.print(
      visible(
        `${output.style('bold', sync.name)}${sync.implied ? ' (implied)' : ''}   ${end(left)} ${arrows[direction]} ${end(right)}`,
      ),
    );
    const keys = matchedOn.map((parts) => parts.map((part) => `${part.left} = ${part.right}`).join(' and '));
    const told = linked === null ? '' : ` · ${formatNumber(linked)} linked`;
    output.print(
      visible(
        `  ${keys.length === 0 ? 'no match key' : `matched on ${keys.join(', then ')}`} · ${count(sync.fields.length, 'field')}${told}`,
      ),
    );
    if (sync.associations.length === 0) continue;
    const columns = ['association', 'via', 'placed', 'waiting', 'unplaceable'];
    output.print(
      renderTable(
        columns.map((title, place) => (place < 2 ? { title } : { title, align: 'right' as const })),
        sync.associations.map(({ left: from, right: to, via, coverage, ...association }) => [
          visible(`${from} ${arrows[association.direction]} ${to}`),
          visible(via),
          ...(coverage === null
            ? ['', '', '']
            : [coverage.placed, coverage.waiting, coverage.unplaceable].map(formatNumber)),
        ]),
        output.columns,
      ),
    );
  }
}
