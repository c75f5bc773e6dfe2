import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { countRequests, RunningSandbox } from '@linkwright/sandbox';
import type { CommandContext } from '../command/command-context.ts';
import { type ExitCode, exitCodes } from '../command/exit-codes.ts';
import { runPlan } from '../command/plan.ts';
import { runSync } from '../command/sync.ts';
import { count, formatNumber } from '../output/format-number.ts';
import { createAirtableApi } from './airtable-api.ts';
import { nameOf } from './app-view.ts';
import { countCalls } from './call-counter.ts';
import { type CommandOutput, commandOutput } from './command-output.ts';
import { countPairs, requireContact, requireInStep, requireTrue, withoutRecords } from './demo-checks.ts';
import { associationsPart, demoConfiguration } from './demo-configuration.ts';
import { demoEdits } from './demo-edits.ts';
import { DemoFailure } from './demo-failure.ts';
import { createHubspotApi } from './hubspot-api.ts';
import { readAirtable } from './read-airtable.ts';
import { readHubspot } from './read-hubspot.ts';
import { cast, child, parent, withoutContacts } from './sample-cast.ts';
import { createSample } from './sample-data.ts';
import { seedAirtable } from './seed-airtable.ts';
import { seedHubspot } from './seed-hubspot.ts';
import { type BothViews, contactTable, parentTable } from './show-associations.ts';
import { countsTable } from './show-counts.ts';

/** The sandbox takes any token; each HubSpot token is a portal of its own. */
export const hubspotToken = 'pat-sandbox-demo-hubspot';
const airtableToken = 'pat-sandbox-demo-airtable';

export interface DemoResult {
  /** The configuration. */
  readonly file: string;
  /** Id of a company in HubSpot. */
  readonly company: string;
}

/** Fills two apps, syncs them, edits both, syncs again. Throws a `DemoFailure` where an app does not hold what it should. */
export async function tellStory(
  context: CommandContext,
  folder: string,
  sandbox: RunningSandbox,
  countRequestsOf: typeof countRequests,
): Promise<DemoResult> {
  const { output, signal, now } = context;
  const startedAt = now();
  const callsOf = (app: 'hubspot' | 'airtable') => countCalls(sandbox.requests(), app);
  const heading = (text: string): void => output.print(`\n${output.style('bold', text)}`);
  const hubspot = createHubspotApi({ baseUrl: sandbox.hubspot.baseUrl, token: hubspotToken, signal });
  const airtable = createAirtableApi({ baseUrl: sandbox.airtable.baseUrl, token: airtableToken, signal });

  heading('Two local apps in the place of HubSpot and Airtable, filled through their APIs');
  output.progress('filling HubSpot and Airtable …');
  const sample = createSample();
  await seedHubspot(hubspot, sample.hubspot);
  const { stages } = await hubspot.dealPipeline();
  const labels = stages.map(({ label }) => label);
  const baseId = await seedAirtable(airtable, sample.airtable, labels);
  const readBoth = async (): Promise<BothViews> => {
    output.progress('reading both apps …');
    const views = { hubspot: await readHubspot(hubspot), airtable: await readAirtable(airtable, baseId) };
    output.progress(null);
    return views;
  };
  output.print(countsTable(await readBoth()));

  const file = join(folder, 'linkwright.yaml');
  const yaml = demoConfiguration({
    hubspotUrl: sandbox.hubspot.baseUrl,
    airtableUrl: sandbox.airtable.baseUrl,
    hubspotToken,
    airtableToken,
    baseId,
  });
  await writeFile(file, yaml);
  heading(`The configuration: ${file}`);
  output.print(`${associationsPart(yaml)}\n  (fields, match keys and connections left out here)`);

  const run = (command: 'plan' | 'sync', linesPerKind: number, expected: ExitCode): Promise<CommandOutput> =>
    runCommand({ ...context, configurationFile: file }, command, linesPerKind, expected);

  heading('linkwright plan: what would be written');
  const planned = await readBoth();
  await run('plan', 3, exitCodes.attention);
  const untouched = await readBoth();
  requireInStep(planned.hubspot, untouched.hubspot);
  requireInStep(planned.airtable, untouched.airtable);

  heading('linkwright sync');
  await run('sync', 2, exitCodes.attention);
  const synced = await readBoth();
  // Nobody can tell which of two people with one e-mail address is meant, or who Madonna is without a last name.
  const keyless = { name: cast.withoutKey.firstName, why: 'no match key' };
  const leftAlone = [{ name: cast.ambiguous.email ?? '', why: 'borne by several' }, keyless];
  checkInStep(synced, leftAlone);
  checkFirstMatch(synced);
  tellInStep(context, synced, leftAlone);

  heading('The same people in both apps, read back through their APIs');
  const shown = [cast.severalCompanies, cast.moved, cast.beforeCompany, cast.withoutPrimary, cast.linkedTwice];
  const names = [...shown.map(({ email }) => email ?? ''), nameKey(cast.withoutEmail)];
  output.print(contactTable(synced, names, output.columns));
  output.print('');
  output.print(parentTable(synced, [`${child}.example`, `${parent}.example`, `${withoutContacts}.example`]));

  heading('People go on working, in both apps');
  const edits = demoEdits({ hubspot, airtable, baseId, signal }, synced);
  for (const edit of edits) {
    await edit.apply();
    output.print(`  ${edit.told}`);
  }

  heading('linkwright sync');
  const second = await run('sync', 12, exitCodes.done);
  const contacts = second.document().syncs.find(({ name }) => name === 'contacts');
  requireTrue(contacts?.conflicts === 1, `the conflict log has one new entry, not ${contacts?.conflicts ?? 0}`);
  const edited = await readBoth();
  heading('What went where');
  for (const edit of edits) output.print(`  ${edit.arrived(edited)}`);
  checkInStep(edited, [keyless]);
  tellInStep(context, edited, [keyless]);

  heading('linkwright sync, once more');
  const writesBefore = callsOf('hubspot').writes + callsOf('airtable').writes;
  await run('sync', 12, exitCodes.done);
  const writes = callsOf('hubspot').writes + callsOf('airtable').writes - writesBefore;
  requireTrue(writes === 0, `the last sync writes nothing, not ${count(writes, 'call')}`);
  const settled = await readBoth();
  requireInStep(edited.hubspot, settled.hubspot);
  requireInStep(edited.airtable, settled.airtable);
  output.print(`  ${output.style('green', '✓')} neither app was written to.`);

  const seconds = (now() - startedAt) / 1000;
  const calls = { hubspot: callsOf('hubspot').calls, airtable: callsOf('airtable').calls };
  const refused = countRequestsOf(sandbox.requests(), { status: 429 });
  const paced =
    refused === 0 ? 'no call was refused for coming too fast' : `${formatNumber(refused)} refused for a while`;
  output.print(
    `\n${output.style('green', `Done in ${seconds.toFixed(1)} s.`)} HubSpot saw ${count(calls.hubspot, 'call')}, Airtable ` +
      `${formatNumber(calls.airtable)}, the filling and the looking included; ${paced}.`,
  );
  output.document({ status: 'done', seconds, calls, pairs: countPairs(settled.hubspot) });
  const [company] = settled.hubspot.companies;
  return { file, company: company?.id ?? '' };
}

const nameKey = ({ firstName, lastName }: { readonly firstName: string; readonly lastName: string | null }): string =>
  `${firstName} ${lastName ?? ''}`.trim();

/** The command's own code, on the written file: what appears is what a user sees. */
async function runCommand(
  context: CommandContext,
  command: 'plan' | 'sync',
  linesPerKind: number,
  expected: ExitCode,
): Promise<CommandOutput> {
  const shown = commandOutput(context.output, linesPerKind);
  const run = command === 'plan' ? runPlan : runSync;
  // Nobody is asked on the way: the story goes on by itself.
  const exitCode = await run({ ...context, output: shown.output }, command === 'sync' ? { yes: true } : {}, []);
  shown.flush();
  if (exitCode === expected) return shown;
  throw new DemoFailure(`linkwright ${command} ended with exit code ${exitCode} instead of ${expected}.`);
}

interface LeftAlone {
  readonly name: string;
  readonly why: string;
}

function checkInStep(views: BothViews, leftAlone: readonly LeftAlone[]): void {
  const names = leftAlone.map(({ name }) => name);
  requireInStep(withoutRecords(views.hubspot, names), withoutRecords(views.airtable, names));
}

/** Both apps were filled already: what the rules of a first match make of it. */
function checkFirstMatch({ hubspot, airtable }: BothViews): void {
  const key = cast.differing.email ?? '';
  const title = requireContact(airtable, key).fields['job title'];
  requireTrue(title === cast.differing.jobTitle, `HubSpot's job title of ${key} is in Airtable`);
  const blank = requireContact(hubspot, cast.blanks.email ?? '');
  requireTrue(blank.fields.phone !== '', `the phone number of ${nameOf(blank)} came from Airtable`);
  const twins = airtable.companies.filter(({ fields }) => fields.name === 'Nordlicht');
  requireTrue(twins.length === 2, `there are two companies named Nordlicht, not ${twins.length}`);
}

function tellInStep({ output }: CommandContext, views: BothViews, leftAlone: readonly LeftAlone[]): void {
  const view = withoutRecords(
    views.hubspot,
    leftAlone.map(({ name }) => name),
  );
  const names = leftAlone.map(({ name, why }) => `${name}, ${why}`).join('; ');
  const records = `${count(view.companies.length, 'company', 'companies')}, ${count(view.contacts.length, 'contact')}, ${count(view.deals.length, 'deal')}`;
  output.print(
    `  ${output.style('green', '✓')} read back from both: ${records} and ${count(countPairs(view), 'association')}, the same in both apps` +
      ` (left alone: ${names}).`,
  );
}
