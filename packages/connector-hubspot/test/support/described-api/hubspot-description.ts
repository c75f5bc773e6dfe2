import type { DescribedApi } from '../../../../../test/described-api/witness.ts';
import { describedAssociations } from './described-associations.ts';
import { limited, refusal, version } from './described-call.ts';
import { describedJournal, describedOAuth } from './described-journal.ts';
import { describedObjects } from './described-objects.ts';
import { describedPortal, describedValidations } from './described-portal.ts';

export const hubspotDescription: DescribedApi = {
  calls: [
    ...describedObjects,
    ...describedAssociations,
    ...describedPortal,
    ...describedValidations,
    ...describedJournal,
    ...describedOAuth,
  ],
  /** What the token of an app says of itself: a call without a date, and without a dated successor. */
  undescribed: /^\/oauth\/v2\/private-apps\/get\/access-token-info$/,
  nameOf: (path) => path.replace(version, '{version}').replaceAll(/\d{5,}/g, '{id}'),
  refusalOf: (status) => (status === 429 ? limited : refusal),
};
