import { Hono } from 'hono';
import { answerIn } from '../connect/await-browser.ts';
import { finishRemoteAuthorization } from '../operations/remote-authorization.ts';
import type { ApiContext, ApiEnvironment } from './api/api-context.ts';
import { problemOf } from './api/api-problem.ts';
import { plainPage } from './plain-page.ts';

/**
 * Where browsers come back to from an app. They bear no token: the state that they were sent with is known to this service alone, is good
 * once, and only somebody with a token was given it.
 */
export function oauthCallback({ service, log }: Pick<ApiContext, 'service' | 'log'>): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>();
  app.get('/:connector', async (context) => {
    const answer = answerIn(new URL(context.req.url));
    if (answer === null) return plainPage('This address is for apps that were asked to let Linkwright in.', 400);
    for (const workspace of service.workspaces.values()) {
      const work = workspace.work(context.req.raw.signal);
      try {
        const told = await finishRemoteAuthorization(work, context.req.param('connector'), answer);
        if (told === null) continue;
        log.info({ workspace: workspace.name, connection: told.connection }, 'an account was connected');
        return plainPage('Connected. You can close this window.', 200);
      } catch (error) {
        const { code, detail, status } = problemOf(error);
        log.warn({ workspace: workspace.name, code }, 'an account was not connected');
        return plainPage(work.redact(`Not connected: ${detail}`), status);
      }
    }
    return plainPage('This link has been used, or is more than ten minutes old. Begin again.', 410);
  });
  return app;
}
