import type { Portal } from '../portal.ts';
import type { AppContext, AppIdentity } from './app-context.ts';
import { Journal } from './journal.ts';
import { WebhookSender } from './webhook-sender.ts';

/** A developer's app, installed in some portals. */
export interface HubspotEventsApp {
  readonly appId: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly portals: Set<Portal>;
  readonly journal: Journal;
  readonly webhooks: WebhookSender;
}

const tokenLifeMs = 1_800_000;

/** The apps of all portals of the sandbox. */
export class HubspotApps {
  readonly #context: AppContext;
  readonly #apps = new Map<number, HubspotEventsApp>();
  readonly #tokens = new Map<
    string,
    { readonly app: HubspotEventsApp; readonly endsAt: number; readonly scopes: ReadonlySet<string> }
  >();

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** Makes the app where there is none with this id, and installs it in the portal. */
  install(portal: Portal, identity: AppIdentity): HubspotEventsApp {
    let app = this.#apps.get(identity.appId);
    if (app === undefined) {
      app = {
        ...identity,
        portals: new Set(),
        journal: new Journal(this.#context),
        webhooks: new WebhookSender(this.#context, identity),
      };
      this.#apps.set(identity.appId, app);
    }
    if (app.portals.has(portal)) return app;
    app.portals.add(portal);
    const { journal, webhooks } = app;
    portal.events.listen((event) => {
      journal.note(event);
      webhooks.note(event);
    });
    return app;
  }

  byClient(clientId: string): HubspotEventsApp | undefined {
    return [...this.#apps.values()].find((app) => app.clientId === clientId);
  }

  all(): readonly HubspotEventsApp[] {
    return [...this.#apps.values()];
  }

  /** A token of the app itself, not of a portal: what `client_credentials` gives. */
  grant(app: HubspotEventsApp, scopes: readonly string[]): { readonly token: string; readonly expiresIn: number } {
    const digits = Array.from({ length: 24 }, () => Math.floor(this.#context.random() * 36).toString(36)).join('');
    const token = `app-${app.appId}-${digits}`;
    this.#tokens.set(token, { app, endsAt: this.#context.now() + tokenLifeMs, scopes: new Set(scopes) });
    return { token, expiresIn: tokenLifeMs / 1000 };
  }

  /** `ended`: the token was good, and is over. */
  find(token: string): { readonly app: HubspotEventsApp; readonly scopes: ReadonlySet<string> } | 'ended' | undefined {
    const found = this.#tokens.get(token);
    if (found === undefined) return undefined;
    return found.endsAt > this.#context.now() ? found : 'ended';
  }
}
