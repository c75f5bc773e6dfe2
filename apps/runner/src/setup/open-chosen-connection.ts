import { workOn } from '../command/open-work.ts';
import { onlyConnection } from '../configuration/only-connection.ts';
import { openConnections, refuseProblems } from '../session/open-connections.ts';
import type { SetupContext } from './setup-context.ts';

/** Opens one connection of the draft, whatever is wrong with the rest of it; anew where its settings have changed. */
export async function openChosenConnection(context: SetupContext, name: string): Promise<string> {
  const { command, connections, catalogue, draft, openedWith } = context;
  const settings = JSON.stringify(draft.loaded().configuration.connections[name]);
  const former = connections.get(name);
  if (former !== undefined && openedWith.get(name) === settings) return name;
  if (former !== undefined) {
    connections.delete(name);
    catalogue.forget(name);
    await former.app.close();
  }
  const loaded = onlyConnection(draft.loaded(), name);
  const opened = await openConnections(workOn(command, loaded));
  command.output.progress(null);
  for (const [key, connection] of opened.connections) connections.set(key, connection);
  openedWith.set(name, settings);
  refuseProblems(opened);
  return name;
}
