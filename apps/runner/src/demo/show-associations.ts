import { renderTable, truncate } from '../output/render-table.ts';
import { type AppView, companyNames, nameOf } from './app-view.ts';
import { requireCompany, requireContact } from './demo-checks.ts';

const widest = 44;

export interface BothViews {
  readonly hubspot: AppView;
  readonly airtable: AppView;
}

/** Contacts, each with its companies as both apps show them. `columns`: of the terminal, see `Output`. */
export function contactTable(views: BothViews, keys: readonly string[], columns: number | null): string {
  const rows = keys.flatMap((key) =>
    [views.hubspot, views.airtable].map((view, index) => {
      const contact = requireContact(view, key);
      const others = contact.companies.filter((company) => !contact.primary.includes(company));
      const cells = [view.app, companyNames(view, contact.primary), companyNames(view, others)];
      return [index === 0 ? nameOf(contact) : '', ...cells].map((cell) => truncate(cell === '' ? '–' : cell, widest));
    }),
  );
  // The name stands once, above the line of the other app.
  const shown = rows.map(([name = '', ...cells], index) => [index % 2 === 0 ? name : '', ...cells]);
  const titles = ['contact', 'app', 'primary company / Account', 'further companies / Companies'];
  return renderTable(
    titles.map((title) => ({ title })),
    shown,
    columns,
  );
}

/** A company with its parent, as both apps show it. */
export function parentTable(views: BothViews, keys: readonly string[]): string {
  const rows = keys.map((key) => {
    const [hubspot, airtable] = [requireCompany(views.hubspot, key), requireCompany(views.airtable, key)];
    return [
      hubspot.fields.name,
      companyNames(views.hubspot, hubspot.parent) || '–',
      companyNames(views.airtable, airtable.parent) || '–',
    ];
  });
  return renderTable([{ title: 'company' }, { title: 'HubSpot parent' }, { title: 'Airtable Parent' }], rows);
}
