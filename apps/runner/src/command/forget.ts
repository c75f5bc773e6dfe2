import { ConfigurationError } from '@linkwright/core';
import { type Forgetting, forgetRecord } from '@linkwright/engine';
import { z } from 'zod';
import { count } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { createQuestions } from '../prompt/questions.ts';
import { forgetDocumentSchema } from '../report/forget-document.ts';
import { openKnownSession } from '../session/open-known-session.ts';
import type { Session } from '../session/open-session.ts';
import { withLock } from '../session/open-state.ts';
import { openStateStore } from '../session/state-store.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

const optionsSchema = z.object({ yes: z.boolean().default(false) });
const wordsSchema = z.tuple([z.string(), z.string(), z.string()]);

export const registerForget: RegisterCommand = (program, act) => {
  program
    .command('forget')
    .description('erase the values of a person from the state and its logs; the ids stay, so that nothing is made anew')
    .argument('<connection>', 'its connection')
    .argument('<object>', 'its object')
    .argument('<id>', 'the id of the record')
    .option('--yes', 'do not ask')
    .action(act(runForget));
};

const runForget: CommandAction = async (context, given, words) => {
  const { yes } = optionsSchema.parse(given);
  const [connection, object, id] = wordsSchema.parse(words);
  const work = await openWork(context);
  const { loaded } = work;
  return withLock(work, async (signal) => {
    const session = await openKnownSession({ ...work, signal });
    try {
      const place = placeOf(session, connection, object);
      const store = await openStateStore(loaded.state, { reading: false });
      try {
        const wanted = { ...place, id, at: context.now() };
        const { syncs } = session.compilation;
        const found = await forgetRecord(store, syncs, { ...wanted, preview: true });
        context.output.progress(null);
        refuseUnless(found, { connection, object, id });
        if (!yes && !(await isMeant(context, session, found))) {
          context.output.print('Nothing was erased.');
          return exitCodes.done;
        }
        const { records } = (await forgetRecord(store, syncs, { ...wanted, preview: false })) ?? found;
        context.output.document(forgetDocumentSchema.parse({ forgotten: true, records: told(session, records) }));
        printForgotten(context, session, records);
        return exitCodes.done;
      } finally {
        await store.close();
      }
    } finally {
      await session.close();
    }
  });
};

/** By the words of the file. */
function placeOf(
  { compilation, connections }: Session,
  connection: string,
  object: string,
): { readonly account: string; readonly object: string } {
  const ends = compilation.syncs
    .flatMap(({ left, right }) => [left, right])
    .filter((end) => end.connection === connection);
  const end = ends.find((one) => one.object.id === object || one.object.name === object);
  if (end) return { account: end.account, object: end.object.id };
  const known = [...new Set(ends.map((one) => one.object.name))];
  if (!connections.has(connection) || known.length === 0) {
    throw new ConfigurationError(`There is no connection "${connection}".`, {
      code: 'unknown-connection',
      remedy: `Known connections: ${[...connections.keys()].join(', ')}.`,
    });
  }
  throw new ConfigurationError(`No sync uses an object "${object}" of ${connection}.`, {
    code: 'unknown-object',
    remedy: `Known objects: ${known.join(', ')}.`,
  });
}

function refuseUnless(
  found: Forgetting | null,
  { connection, object, id }: { readonly connection: string; readonly object: string; readonly id: string },
): asserts found is Forgetting {
  if (found === null) {
    throw new ConfigurationError(`Nothing is known of a record ${id} of ${connection} ${object}.`, {
      code: 'unknown-record',
      remedy: 'Name the id as the app has it; linkwright record tells the ids of both twins.',
    });
  }
  if (found.underWay) {
    throw new ConfigurationError('A write of this record was sent, and what became of it is not known yet.', {
      code: 'write-under-way',
      remedy: 'Run linkwright sync, which finds out, and forget it then.',
    });
  }
}

async function isMeant(context: CommandContext, session: Session, { records }: Forgetting): Promise<boolean> {
  const { terminal, signal } = context;
  if (!terminal) {
    throw new ConfigurationError('What is erased cannot be brought back.', {
      code: 'not-confirmed',
      remedy: 'Say that it is meant: --yes.',
    });
  }
  const names = told(session, records).map((record) => `${record.connection} ${record.object} ${record.id}`);
  const question = `Erase what is known of ${names.join(' and ')}? It cannot be brought back.`;
  return createQuestions(terminal, signal).confirm(visible(question), false);
}

const told = ({ connections, compilation }: Session, records: Forgetting['records']) =>
  records.map(({ account, object, id, remains }) => {
    const [connection = account] = [...connections].find(([, one]) => one.account === account) ?? [];
    const ends = compilation.syncs.flatMap(({ left, right }) => [left, right]);
    const name = ends.find((end) => end.account === account && end.object.id === object)?.object.name ?? object;
    return { connection, object: name, id, remains };
  });

function printForgotten(context: CommandContext, session: Session, records: Forgetting['records']): void {
  const output = wrapped(context.output, 2);
  const all = told(session, records);
  output.print(
    `Erased what was known of ${count(all.length, 'record')}; their ids stay, so that they are not paired again.`,
  );
  for (const { connection, object, id, remains } of all) {
    const there = remains ? 'is still there: delete it in the app' : 'was not there any more';
    output.print(`  ${visible(connection)} ${visible(object)} ${visible(id)} ${there}.`);
  }
  output.print('Not reached: copies of the state that you keep, and what other records say of the person.');
}
