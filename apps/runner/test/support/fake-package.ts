/** Files of a connector package as a third party would publish it, with no import of anything. */
export function fakeConnectorPackage(
  name: string,
  options: { readonly exports?: unknown; readonly code?: string; readonly contractVersion?: number } = {},
): Record<string, string> {
  const exports = options.exports ?? { '.': { import: './lib/index.js' } };
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '3.1.4', type: 'module', exports }),
    [`node_modules/${name}/lib/index.js`]: options.code ?? connectorCode(options.contractVersion ?? 1),
  };
}

const connectorCode = (contractVersion: number): string => `
export default {
  contractVersion: ${contractVersion},
  name: 'acme',
  displayName: 'Acme',
  settings: { safeParse: (data) => ({ success: true, data }), safeParseAsync: async (data) => ({ success: true, data }) },
  capabilities: {
    requiresExplicitAssociationSyncs: false,
    associationWrites: { create: 'separate', update: 'separate' },
    deletions: 'sweep',
    archive: 'none',
    conditionalWrites: false,
    lookupDelayMs: 0,
    batchLimits: { read: 1, lookup: 1, create: 1, update: 1, archive: 1, readAssociations: 1, writeAssociations: 1 },
  },
  rateLimits: { default: { requests: 10, perMs: 1000 } },
  connect() { throw new Error('not used here'); },
};
`;
