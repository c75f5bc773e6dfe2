import { ContractError } from '@linkwright/core';
import { type ConnectorWork, connectorsUnderWay, currentConnector } from '@linkwright/engine';
import type { OutputStream } from '../output/output-stream.ts';

/**
 * Tells with a connector's name what it does to the process behind the command's back: an error that nobody waits for, or
 * an end before the command has ended. `finished`: the command has ended by itself.
 */
export function watchProcess(
  process: NodeJS.Process,
  { stderr, fail }: { readonly stderr: OutputStream; readonly fail: (reason: unknown) => void },
): { finished(): void } {
  let ended = false;
  const strayError = (error: unknown): void => {
    process.exitCode = 1;
    const by = blamed();
    const reason = by === null ? error : strayContractError(by, error);
    // What has left is still waited for, and stored; then the command ends with this error.
    if (!ended) fail(reason);
    else stderr.write(`${reason instanceof Error ? reason.message : String(reason)}\n`);
  };
  process.on('uncaughtException', strayError);
  process.on('unhandledRejection', strayError);
  process.on('exit', (code) => {
    if (ended || code === 130) return;
    process.exitCode = code === 0 || code === 13 ? 1 : code;
    const by = blamed();
    // Node's code 13: nothing is left that could ever go on.
    const how = code === 13 ? 'never came to an end, and nothing is left to wait for' : 'ended the process';
    stderr.write(
      by === null
        ? 'The process was ended before the command was done. What was done is kept.\n'
        : `${by.connector}, ${by.what}, ${how}. What was done is kept. This is a fault in the connector: update it, or report this to its authors.\n`,
    );
  });
  return {
    finished() {
      ended = true;
    },
  };
}

/** The connector whose code is running, or else the only one that is waited for. */
function blamed(): ConnectorWork | null {
  const [first, ...others] = connectorsUnderWay();
  const alone = others.every(({ connector }) => connector === first?.connector);
  return currentConnector() ?? (first !== undefined && alone ? first : null);
}

function strayContractError({ connector, what }: ConnectorWork, error: unknown): ContractError {
  const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new ContractError(
    `${connector}, ${what}, threw an error that nobody could wait for: ${(told.split('\n')[0] ?? '').slice(0, 300)}`,
    { code: 'stray-error', cause: error },
  );
}
