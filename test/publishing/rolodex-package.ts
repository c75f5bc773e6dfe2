/** The files of a connector package as a third party would publish it; its app lives and dies with the process. */
export const rolodexPackage: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'linkwright-connector-rolodex',
    version: '3.1.4',
    type: 'module',
    exports: './index.js',
    peerDependencies: { '@linkwright/core': '^1.0.0' },
  }),
  'index.js': `import { createInMemoryApp, createInMemoryConnector } from '@linkwright/core/testing';

const fields = [{ id: 'mail', name: 'Mail', type: 'email' }, { id: 'given', name: 'Given name', type: 'text' }];
const app = createInMemoryApp({
  name: 'rolodex',
  objects: [{ id: 'card', name: 'Cards', displayField: 'mail', fields }],
});
app.create('card', { mail: 'grace@navy.example', given: 'Grace' });

export default createInMemoryConnector(app, { name: 'rolodex', displayName: 'Rolodex' });
`,
};
