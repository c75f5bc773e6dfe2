import { formatNumber } from '../output/format-number.ts';
import { renderTable } from '../output/render-table.ts';
import type { AppView } from './app-view.ts';
import { countPairs } from './demo-checks.ts';
import type { BothViews } from './show-associations.ts';

/** How much each app holds. */
export function countsTable(views: BothViews): string {
  const row = (view: AppView): string[] => [
    view.app,
    ...[view.companies.length, view.contacts.length, view.deals.length, countPairs(view)].map(formatNumber),
  ];
  const titles = ['companies', 'contacts', 'deals', 'associations'];
  return renderTable(
    [{ title: '' }, ...titles.map((title) => ({ title, align: 'right' as const }))],
    [row(views.hubspot), row(views.airtable)],
  );
}
