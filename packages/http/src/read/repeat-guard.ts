import { ContractError } from '@linkwright/core';

/**
 * Ends a read that goes around in a circle: an app that names the same next page again and again would be asked for ever.
 * Called with what names the next page; throws a `ContractError` when that has been named before.
 */
export function createRepeatGuard(appName: string, what: string): (next: string) => void {
  const seen = new Set<string>();
  return (next) => {
    if (seen.has(next)) {
      throw new ContractError(`${appName} gives the same page of ${what} again and again.`, { code: 'endless-pages' });
    }
    seen.add(next);
  };
}
