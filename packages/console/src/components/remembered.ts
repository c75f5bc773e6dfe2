/** What the browser remembers between visits. Where it keeps nothing (a private window), nothing is remembered. */
export const remembered = {
  read(name: 'language' | 'theme' | 'workspace'): string | null {
    try {
      return localStorage.getItem(`linkwright-${name}`);
    } catch {
      return null;
    }
  },
  write(name: 'language' | 'theme' | 'workspace', value: string): void {
    try {
      localStorage.setItem(`linkwright-${name}`, value);
    } catch {
      // Nothing is lost but the choice.
    }
  },
};
