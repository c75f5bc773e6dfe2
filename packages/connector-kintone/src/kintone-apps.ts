import { type CallOptions, ConfigurationError, isErrorOfKind, type ObjectSummary } from '@linkwright/core';
import { offsetPages } from '@linkwright/http';
import { appPageSize, type KintoneClient } from './kintone-client.ts';
import { describeApp, type KintoneApp, nameOf } from './kintone-schema.ts';
import { isRecordId, type WireApp, type WireForm } from './kintone-wire.ts';

/** The apps of the domain as far as they are used, kept until they are asked for again. */
export interface KintoneApps {
  /** Every app that the login may see. `null`: API tokens cannot list apps. */
  list(options: CallOptions): Promise<readonly ObjectSummary[] | null>;
  /** Asks Kintone. */
  load(ids: readonly string[], options: CallOptions): Promise<readonly KintoneApp[]>;
  /** From what is known, asking only where nothing is. */
  get(id: string, options: CallOptions): Promise<KintoneApp>;
  /** What is known has turned out to be old. */
  forget(id: string): void;
}

export function createKintoneApps(
  client: KintoneClient,
  { accountId, guestSpaceId }: { readonly accountId: string; readonly guestSpaceId: string | null },
): KintoneApps {
  const known = new Map<string, KintoneApp>();
  /** `null`: the credentials do not reach the app. */
  const forms = new Map<string, WireForm | null>();
  const listed = new Map<string, WireApp>();

  async function list(options: CallOptions): Promise<readonly ObjectSummary[] | null> {
    const apps: WireApp[] = [];
    let told = true;
    const paging = { appName: 'Kintone', what: 'apps', size: appPageSize, idOf: ({ appId }: WireApp) => appId };
    const pages = offsetPages(paging, async ({ offset }) => {
      const page = await client.listApps(offset, appPageSize, options);
      told = page !== null;
      return page ?? [];
    });
    for await (const page of pages) apps.push(...page);
    if (!told) return null;
    const reachable = apps.filter((app) => guestSpaceId === null || (app.spaceId ?? guestSpaceId) === guestSpaceId);
    for (const app of reachable) listed.set(app.appId, app);
    return reachable.map((app) => ({
      id: app.appId,
      name: nameOf(app.appId, app),
      label: app.name,
      custom: true,
    }));
  }

  async function describe(id: string, options: CallOptions): Promise<KintoneApp> {
    const form = forms.get(id) ?? (await client.readForm(id, options));
    forms.set(id, form);
    const related = new Map<string, WireForm | null>();
    for (const { lookup } of Object.values(form)) {
      if (lookup !== undefined) related.set(lookup.relatedApp.app, await relatedForm(lookup.relatedApp.app, options));
    }
    const settings = await client.readSettings(id, options);
    const app = describeApp({
      id,
      app: listed.get(id) ?? (await client.readApp(id, options)),
      form,
      settings,
      related,
    });
    known.set(id, app);
    return app;
  }

  async function relatedForm(id: string, options: CallOptions): Promise<WireForm | null> {
    const known = forms.get(id);
    if (known !== undefined) return known;
    try {
      const form = await client.readForm(id, options);
      forms.set(id, form);
      return form;
    } catch (error) {
      if (!isErrorOfKind(error, 'authentication') && !isErrorOfKind(error, 'configuration')) throw error;
      forms.set(id, null);
      return null;
    }
  }

  function forget(id: string): void {
    known.delete(id);
    forms.delete(id);
  }

  return {
    list,
    forget,
    async load(ids, options) {
      for (const id of ids) {
        if (!isRecordId(id)) throw unknownApp(id, accountId);
        forget(id);
      }
      const apps: KintoneApp[] = [];
      for (const id of ids) apps.push(await describe(id, options));
      return apps;
    },
    async get(id, options) {
      if (!isRecordId(id)) throw unknownApp(id, accountId);
      return known.get(id) ?? describe(id, options);
    },
  };
}

export function unknownApp(id: string, accountId: string): ConfigurationError {
  return new ConfigurationError(
    `The Kintone domain ${accountId} has no app "${id}", or the credentials do not show it.`,
    {
      code: 'unknown-object',
      remedy:
        'Name the app by the number in its address (/k/12/ is app 12); the app code works with a login name only. ' +
        '`linkwright objects` lists the apps of a login name.',
    },
  );
}
