import { join } from 'node:path';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';

/** `.linkwright` beside the file. */
export const stateFolderOf = ({ directory }: Pick<LoadedConfiguration, 'directory'>): string =>
  join(directory, '.linkwright');
