/**
 * Entries of the change logs: what each changeset says, and the versions of this project's packages that come along.
 * Commits are not named: whoever reads a change log in `node_modules` has no repository at hand.
 *
 * @type {import('@changesets/types').ChangelogFunctions}
 */
export default {
  async getReleaseLine({ summary }) {
    const [first = '', ...rest] = summary.trim().split('\n');
    return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
  },
  async getDependencyReleaseLine(_changesets, dependencies) {
    if (dependencies.length === 0) return '';
    return ['- With these packages:', ...dependencies.map((one) => `  - ${one.name}@${one.newVersion}`)].join('\n');
  },
};
