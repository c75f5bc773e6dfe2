import { defineAssociation } from '@linkwright/core';

// What points at records: by their ids, in properties of these names.
const companies = { targets: ['companies'], changeTouchesRecord: true } as const;

export const associations = [
  defineAssociation({ ...companies, id: 'employer', cardinality: 'one', standard: 'Person.worksFor' }),
  defineAssociation({ ...companies, id: 'affiliations', cardinality: 'many', standard: 'Person.affiliation' }),
];
