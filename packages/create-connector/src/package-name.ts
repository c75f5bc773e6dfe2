/** How a new connector is called, everywhere. */
export interface ConnectorNames {
  /** `linkwright-connector-my-app`, `@acme/linkwright-connector-my-app` */
  readonly packageName: string;
  /** `my-app`: the connector's `name`, and what its files begin with. */
  readonly app: string;
  /** `linkwright-connector-my-app`: the name without the scope. */
  readonly folder: string;
}

const prefix = 'linkwright-connector-';
/** So that lines of the new package that name a file of it stay as they are laid out. */
const longestApp = 40;

/**
 * The names that follow from what somebody typed: the name of the app, or a whole package name. A text that begins with a
 * small letter tells what is wrong with it.
 */
export function connectorNames(typed: string): ConnectorNames | { readonly problem: string } {
  const match = /^(?:(@[^/]*)\/)?([^/]*)$/.exec(typed.trim());
  if (match === null) return problemOf(typed, 'is a path; --directory says where the package goes');
  const [, scope, rest = ''] = match;
  if (scope !== undefined && !/^@[a-z0-9][a-z0-9._-]*$/.test(scope)) {
    return problemOf(typed, 'has a scope that npm does not take (small letters, digits, "-")');
  }
  if (scope === '@linkwright') return problemOf(typed, 'is in the scope of the project itself; take one of your own');
  const app = rest.startsWith(prefix) ? rest.slice(prefix.length) : rest;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(app)) {
    const near = slugOf(app);
    const advice = near === '' ? '' : `; did you mean "${near}"?`;
    return problemOf(typed, `is not made of small letters, digits and single "-", a letter first${advice}`);
  }
  if (app.length > longestApp) return problemOf(typed, `has more than ${longestApp} characters`);
  const folder = `${prefix}${app}`;
  return { packageName: scope === undefined ? folder : `${scope}/${folder}`, app, folder };
}

const problemOf = (typed: string, what: string) => ({
  problem: `The name "${typed}" ${what}${what.endsWith('?') ? '' : '.'}`,
});

/** `My App!` → `my-app` */
function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join('-')
    .replace(/^[0-9-]+/, '');
}

/** `my-app` → `My App` */
export function titleOf(app: string): string {
  return app.replace(/(^|-)([a-z0-9])/g, (_all, dash: string, letter: string) => {
    return `${dash === '' ? '' : ' '}${letter.toUpperCase()}`;
  });
}
