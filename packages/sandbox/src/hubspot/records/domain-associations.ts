import type { HubspotSettings } from '../hubspot-options.ts';
import type { DomainAssociations, Portal } from '../portal.ts';
import { commitCreate, prepareWrite } from './record-writes.ts';

const contactType = '0-1';
const companyType = '0-2';

/** Hosts at which anybody gets an address: they say nothing of a company. */
const freeMail: ReadonlySet<string> = new Set([
  'aol.com',
  'gmail.com',
  'gmx.de',
  'gmx.net',
  'googlemail.com',
  'hotmail.com',
  'icloud.com',
  'live.com',
  'mail.com',
  'me.com',
  'outlook.com',
  'proton.me',
  'protonmail.com',
  'qq.com',
  'web.de',
  'yahoo.co.jp',
  'yahoo.com',
]);

export function createDomainAssociations(settings: HubspotSettings): DomainAssociations {
  /** In the order of their times. */
  const waiting: { readonly dueAt: number; readonly contactId: string }[] = [];
  const companyByDomain = new Map<string, string>();
  return {
    enabled: settings.associateCompaniesByDomain,
    notice(portal, space, record, formerEmail) {
      if (!this.enabled || space.type.id !== contactType) return;
      const email = record.version.properties.get('email');
      if (email === undefined || email === formerEmail) return;
      waiting.push({ dueAt: portal.now() + settings.domainAssociationMs, contactId: record.id });
    },
    runDue(portal) {
      for (let next = waiting[0]; next !== undefined && next.dueAt <= portal.now(); next = waiting[0]) {
        waiting.shift();
        associate(portal, companyByDomain, next.contactId);
      }
    },
  };
}

function associate(portal: Portal, companyByDomain: Map<string, string>, contactId: string): void {
  const contact = portal.space(contactType).records.get(contactId);
  const domain = contact?.version.properties.get('email')?.split('@')[1];
  if (domain === undefined || freeMail.has(domain)) return;
  const companyId = findCompany(portal, companyByDomain, domain) ?? createCompany(portal, domain);
  companyByDomain.set(domain, companyId);
  const from = { type: contactType, id: contactId };
  const to = { type: companyType, id: companyId };
  const unlabeled = portal.associationTypes.unlabeled(contactType, companyType);
  // A contact that has a primary company keeps it: `connect` promotes the first company only.
  if (unlabeled === undefined || portal.associations.typesBetween(from, to) !== undefined) return;
  portal.associations.connect(from, to, [unlabeled]);
}

function findCompany(portal: Portal, companyByDomain: ReadonlyMap<string, string>, domain: string): string | undefined {
  const { records } = portal.space(companyType);
  const known = records.get(companyByDomain.get(domain) ?? '');
  if (known?.version.properties.get('domain') === domain) return known.id;
  for (const record of records.live()) if (record.version.properties.get('domain') === domain) return record.id;
  return undefined;
}

/** HubSpot takes the name from what it knows of companies; here it is the domain's own: `acme.example` is `Acme`. */
function createCompany(portal: Portal, domain: string): string {
  const space = portal.space(companyType);
  const name = domain.split('.').at(-2) ?? domain;
  const properties = { domain, name: name.charAt(0).toUpperCase() + name.slice(1) };
  return commitCreate(portal, space, prepareWrite({ portal, space, record: undefined, properties }), []).id;
}
