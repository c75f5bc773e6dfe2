import type { SecretPath } from './fill-in.ts';
import { type JsonSchema, schemasAt } from './known-keys.ts';
import type { LoadedConfiguration } from './loaded-configuration.ts';
import type { Path } from './path.ts';
import type { PlacedProblem } from './problem.ts';
import { looksSecret } from './secrets.ts';

const isBelow = (path: Path, base: Path): boolean => base.every((segment, index) => path[index] === segment);

/** `connections.NAME.settings…`; what stands there is judged with the connector's own schema. */
const isSetting = (path: Path): boolean => path[0] === 'connections' && path[2] === 'settings';

/** The address of a database holds its password, and is sent nowhere else. */
const isState = (path: Path): boolean => path.length === 1 && path[0] === 'state';

/**
 * Secrets go into settings that the connector has marked (`writeOnly` in its schema), or whose name says that they are secret.
 * In an address they would be sent to whatever host stands in it, and be written into its logs.
 */
export function misplacedSecrets(
  loaded: Pick<LoadedConfiguration, 'secretPaths'>,
  base: Path,
  schema: JsonSchema | null,
  displayName: string,
): readonly PlacedProblem[] {
  return loaded.secretPaths
    .filter(({ path }) => isBelow(path, base) && !isSecretSetting(path.slice(base.length), schema))
    .map((one) => misplaced(one, `${displayName} does not keep this setting secret`));
}

/** Whoever knows the address of a webhook can post there, and it is sent nowhere else. */
const isWebhook = (path: Path): boolean => path.length === 3 && path[0] === 'notify' && path[2] === 'url';

export function secretsOutsideSettings(secretPaths: readonly SecretPath[]): readonly PlacedProblem[] {
  return secretPaths
    .filter(({ path }) => !isSetting(path) && !isState(path) && !isWebhook(path))
    .map((one) => misplaced(one, 'secrets belong into the settings of a connection, or into the address of the state'));
}

function isSecretSetting(path: Path, schema: JsonSchema | null): boolean {
  const steps = path.map((_, index) => path.slice(0, index + 1));
  const isMarked = steps.some((step) => schemasAt(schema, step).some((node) => node.writeOnly === true));
  return isMarked || path.some((segment) => typeof segment === 'string' && looksSecret(segment));
}

const misplaced = ({ path, sources }: SecretPath, why: string): PlacedProblem => ({
  code: 'secret-misplaced',
  path,
  message: `${sources.join(' and ')} would put a secret where it can be seen or sent elsewhere: ${why}.`,
  remedy: 'Write the value itself, or take a variable whose name does not say token, password, secret or key.',
});
