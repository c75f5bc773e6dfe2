import { createHash } from 'node:crypto';
import type { SandboxContext, SandboxRequest, SandboxResponse } from '../sandbox-app.ts';
import type { OAuthRefusal, OAuthRules } from './oauth-rules.ts';
import type { SandboxGrants } from './sandbox-grants.ts';

interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** `null`: none was sent. */
  readonly challenge: string | null;
  readonly expiresAt: number;
  isUsed: boolean;
}

interface GrantState {
  readonly clientId: string;
  readonly scopes: readonly string[];
  accessToken: string;
  refreshToken: string;
  /** `null`: it does not. */
  refreshEndsAt: number | null;
  isRevoked: boolean;
  renewals: number;
  misuses: number;
}

/** What an access token is at the moment. */
export interface FoundToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly state: 'valid' | 'expired' | 'ended';
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** The authorization server of one vendor. Its clients need not be registered; a secret that begins with `invalid` is wrong. */
export interface OAuthServer extends SandboxGrants {
  /** `null`: the request is for the API. */
  handle(request: SandboxRequest): SandboxResponse | null;
  /** `null`: it was not made here, or was renewed away. */
  find(accessToken: string): FoundToken | null;
}

const codeLifeMs = 600_000;

class Refused extends Error {
  readonly refusal: OAuthRefusal;

  constructor(refusal: OAuthRefusal) {
    super(refusal.description);
    this.refusal = refusal;
  }
}

export function createOAuthServer(
  rules: OAuthRules,
  { now, speed }: Pick<SandboxContext, 'now' | 'speed'>,
): OAuthServer {
  const codes = new Map<string, Code>();
  const byAccess = new Map<string, { readonly grant: GrantState; readonly endsAt: number }>();
  const byRefresh = new Map<string, GrantState>();
  const all: GrantState[] = [];
  // Lives are told in whole seconds.
  const scaled = (ms: number): number => Math.max(1, Math.floor(ms / speed / 1000)) * 1000;
  const isAlive = (grant: GrantState): boolean =>
    !grant.isRevoked && (grant.refreshEndsAt === null || grant.refreshEndsAt > now());

  function authorize({ query }: SandboxRequest): SandboxResponse {
    const redirectUri = query.get('redirect_uri') ?? '';
    const clientId = query.get('client_id') ?? '';
    if (clientId === '') throw refused('invalid_request', 'request', 'client_id is required');
    if (!isRedirect(redirectUri)) throw refused('invalid_request', 'redirect', 'redirect_uri is not registered');
    const state = query.get('state') ?? '';
    const challenge = query.get('code_challenge');
    const back = (answer: Record<string, string>): SandboxResponse => {
      const target = new URL(redirectUri);
      for (const [name, value] of Object.entries({ ...answer, state })) target.searchParams.set(name, value);
      return { status: 302, headers: { Location: target.href } };
    };
    const isSound =
      query.get('response_type') === 'code' &&
      state.length >= rules.shortestState &&
      (challenge === null ? rules.pkce !== 'required' : query.get('code_challenge_method') === 'S256');
    if (!isSound) return back({ error: 'invalid_request' });
    // Who has been asked and has said no.
    if (clientId.startsWith('denied')) return back({ error: 'access_denied' });
    const code = rules.newToken('code');
    const scopes = (query.get('scope') ?? '').split(' ').filter((one) => one !== '');
    codes.set(code, { clientId, redirectUri, scopes, challenge, expiresAt: now() + codeLifeMs, isUsed: false });
    return back({ code });
  }

  function give(grant: GrantState): SandboxResponse {
    const refreshLife = rules.refreshLifeMs === null ? null : scaled(rules.refreshLifeMs);
    grant.accessToken = rules.newToken('access');
    grant.refreshEndsAt = refreshLife === null ? null : now() + refreshLife;
    byAccess.set(grant.accessToken, { grant, endsAt: now() + scaled(rules.accessLifeMs) });
    byRefresh.set(grant.refreshToken, grant);
    const body = {
      access_token: grant.accessToken,
      refresh_token: grant.refreshToken,
      expires_in: scaled(rules.accessLifeMs) / 1000,
      ...(refreshLife !== null && { refresh_expires_in: refreshLife / 1000 }),
      ...rules.answer(grant),
    };
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body };
  }

  function redeem(form: URLSearchParams, clientId: string): SandboxResponse {
    const code = codes.get(form.get('code') ?? '');
    const isRight = code !== undefined && !code.isUsed && code.expiresAt > now() && code.clientId === clientId;
    if (!isRight) throw refused('invalid_grant', 'code', 'the code is unknown, used or expired');
    if (code.redirectUri !== form.get('redirect_uri')) {
      throw refused('invalid_grant', 'redirect', 'redirect_uri is not that of the code');
    }
    const verifier = form.get('code_verifier');
    if (code.challenge !== null && (verifier === null || challengeOf(verifier) !== code.challenge)) {
      throw refused('invalid_grant', 'code', 'code_verifier does not fit');
    }
    code.isUsed = true;
    const grant: GrantState = {
      clientId,
      scopes: code.scopes,
      accessToken: '',
      refreshToken: rules.newToken('refresh'),
      refreshEndsAt: null,
      isRevoked: false,
      renewals: 0,
      misuses: 0,
    };
    all.push(grant);
    return give(grant);
  }

  function renew(form: URLSearchParams, clientId: string): SandboxResponse {
    const sent = form.get('refresh_token') ?? '';
    const grant = byRefresh.get(sent);
    if (grant !== undefined && grant.refreshToken !== sent) {
      grant.misuses += 1;
      revokeAll(grant.clientId);
    }
    if (grant === undefined || grant.clientId !== clientId || !isAlive(grant)) {
      throw refused('invalid_grant', 'refresh-token', 'refresh token is invalid, expired or revoked');
    }
    grant.renewals += 1;
    if (rules.refreshTokens === 'single-use') {
      byAccess.delete(grant.accessToken);
      grant.refreshToken = rules.newToken('refresh');
    }
    return give(grant);
  }

  function revokeAll(clientId: string): void {
    for (const grant of all) if (grant.clientId === clientId) grant.isRevoked = true;
  }

  function find(accessToken: string): FoundToken | null {
    const found = byAccess.get(accessToken);
    if (found === undefined) return null;
    const { grant, endsAt } = found;
    const state = grant.isRevoked ? 'ended' : endsAt <= now() ? 'expired' : 'valid';
    return { clientId: grant.clientId, scopes: grant.scopes, state, endsAt };
  }

  function token(request: SandboxRequest): SandboxResponse {
    const form = formOf(request);
    const clientId = clientOf(request, form, rules.clientAuthentication);
    const kind = form.get('grant_type');
    if (kind === 'authorization_code') return redeem(form, clientId);
    if (kind === 'refresh_token') return renew(form, clientId);
    throw refused('unsupported_grant_type', 'request', 'grant_type is not supported');
  }

  function revoke(request: SandboxRequest): SandboxResponse {
    const form = formOf(request);
    clientOf(request, form, rules.clientAuthentication);
    const grant = byRefresh.get(form.get('token') ?? '');
    // Access tokens that are out there live on to their end (RFC 7009 lets it be so).
    if (grant !== undefined) grant.refreshEndsAt = 0;
    return { status: 200 };
  }

  function introspect(request: SandboxRequest): SandboxResponse {
    const form = formOf(request);
    clientOf(request, form, rules.clientAuthentication);
    const text = form.get('token') ?? '';
    const grant = byRefresh.get(text);
    const active =
      find(text)?.state === 'valid' || (grant !== undefined && grant.refreshToken === text && isAlive(grant));
    return { status: 200, body: { active } };
  }

  return {
    handle(request) {
      try {
        const { paths } = rules;
        if (request.path === paths.authorize && request.method === 'GET') return authorize(request);
        if (request.method !== 'POST') return null;
        if (request.path === paths.token) return token(request);
        if (request.path === paths.revoke) return revoke(request);
        if (request.path === paths.introspect) return introspect(request);
        return null;
      } catch (error) {
        if (error instanceof Refused) return rules.refuse(error.refusal);
        throw error;
      }
    },
    find,
    grants: () =>
      all.map((grant) => ({
        clientId: grant.clientId,
        scopes: grant.scopes,
        isValid: isAlive(grant),
        renewals: grant.renewals,
        misuses: grant.misuses,
      })),
    revokeAll,
    endTokens() {
      for (const [token, found] of byAccess) byAccess.set(token, { ...found, endsAt: 0 });
    },
  };
}

const refused = (error: OAuthRefusal['error'], about: OAuthRefusal['about'], description: string): Refused =>
  new Refused({ status: 400, error, about, description });

const wrongClient = (): Refused =>
  new Refused({ status: 401, error: 'invalid_client', about: 'client', description: 'client authentication failed' });

function formOf({ headers, body }: SandboxRequest): URLSearchParams {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) {
    throw refused('invalid_request', 'request', 'the body must be a form');
  }
  return new URLSearchParams(body.toString('utf8'));
}

/** The id of a client that has proven itself. */
function clientOf({ headers }: SandboxRequest, form: URLSearchParams, way: OAuthRules['clientAuthentication']): string {
  const basic = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (way === 'form') {
    const [id, secret] = [form.get('client_id'), form.get('client_secret')];
    if (basic !== undefined || !id || !secret || secret.startsWith('invalid')) throw wrongClient();
    return id;
  }
  if (basic === undefined) {
    const id = form.get('client_id');
    if (way === 'basic-only' || !id || form.has('client_secret')) throw wrongClient();
    return id;
  }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(formDecoded);
  if (id === '' || secret === '' || secret.startsWith('invalid')) throw wrongClient();
  return id;
}

const formDecoded = (text: string): string => new URLSearchParams(`a=${text}`).get('a') ?? '';

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** Vendors take https, and http on the machine itself. */
function isRedirect(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost');
}
