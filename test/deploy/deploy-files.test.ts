import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1';
import { ConfigMap, PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { read } from '../workspace.ts';

/** The ends that a write and a connection get, and some for the state: `stopping` and `close` under `deadlines`. */
const secondsToEnd = 30;

const yaml = (path: string): unknown => parse(read(path));

const serviceFile = read('deploy/linkwright.service');
const settingOf = (name: string): readonly string[] =>
  [...serviceFile.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

test('the Dockerfile passes its linter, is not run by root, and asks for health', () => {
  const text = read('deploy/Dockerfile');
  expect(validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
  const last = text.slice(text.lastIndexOf('\nFROM '));
  const user = /^USER (\d+):(\d+)$/m.exec(last);
  expect(Number(user?.[1])).toBeGreaterThan(0);
  expect(last).toContain(`chown ${user?.[1]}:${user?.[2]} /var/lib/linkwright`);
  expect(last).toMatch(/^HEALTHCHECK .*\n.*\/healthz/m);
  expect(last).toMatch(/^VOLUME \["\/var\/lib\/linkwright"\]$/m);
  expect(last).toMatch(/^ENV (.*\\\n)*.*LINKWRIGHT_STATE=\/var\/lib\/linkwright\/./m);
  for (const program of ['ENTRYPOINT', 'CMD']) {
    expect(() => JSON.parse(new RegExp(`^${program} (.*)$`, 'm').exec(last)?.[1] ?? ''), program).not.toThrow();
  }
});

test('a wrong Dockerfile does not pass', () => {
  const wrong = read('deploy/Dockerfile').replace('HEALTHCHECK --interval', 'HEALTHCHECK --intervall');
  expect(validate(wrong).map(({ message }) => message)).toEqual(['Unknown flag: intervall']);
});

const duration = z.string().regex(/^\d+s$/);
const hardened = z.tuple([z.literal('no-new-privileges:true')]);
const processSchema = z.strictObject({
  image: z.string(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.literal(`${secondsToEnd}s`),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: hardened,
  mem_limit: z.string().regex(/^\d+m$/),
  environment: z.strictObject({ LINKWRIGHT_STATE: z.literal('') }),
  volumes: z.array(z.string().regex(/^\.\/[\w.]+:\/etc\/linkwright\/[\w.]+:ro$/)),
  secrets: z.array(z.string()),
  depends_on: z.strictObject({
    postgres: z.strictObject({ condition: z.literal('service_healthy') }),
    web: z.strictObject({ condition: z.literal('service_started') }).optional(),
  }),
});
const composeSchema = z.strictObject({
  name: z.literal('linkwright'),
  services: z.strictObject({
    web: processSchema.extend({
      build: z.literal('.'),
      command: z.tuple([
        ...[z.literal('start'), z.literal('/etc/linkwright'), z.literal('--role'), z.literal('web')],
        ...[z.literal('--port'), z.literal('8787'), z.literal('--host'), z.literal('0.0.0.0')],
      ] as const),
      ports: z.tuple([z.literal('127.0.0.1:8787:8787')]),
    }),
    worker: processSchema.extend({
      command: z.tuple([z.literal('start'), z.literal('/etc/linkwright'), z.literal('--role'), z.literal('worker')]),
      deploy: z.strictObject({ replicas: z.literal(2) }),
      healthcheck: z.strictObject({ disable: z.literal(true) }),
    }),
    postgres: z.strictObject({
      image: z.string().regex(/^postgres:\d+$/),
      restart: z.literal('unless-stopped'),
      stop_grace_period: duration,
      security_opt: hardened,
      shm_size: z.string(),
      environment: z.strictObject({
        POSTGRES_USER: z.string(),
        POSTGRES_DB: z.string(),
        POSTGRES_PASSWORD_FILE: z.literal('/run/secrets/postgres_password'),
      }),
      // From version 18 on the image keeps its data in a folder named after the version, below this one.
      volumes: z.tuple([z.literal('postgres:/var/lib/postgresql')]),
      secrets: z.tuple([z.literal('postgres_password')]),
      healthcheck: z.strictObject({
        test: z.array(z.string()),
        interval: duration,
        timeout: duration,
        retries: z.number(),
      }),
    }),
  }),
  volumes: z.strictObject({ postgres: z.strictObject({}) }),
  secrets: z.record(z.string(), z.strictObject({ file: z.string().startsWith('./secrets/') })),
});

test('compose.yaml has the keys that are meant, and every secret of its configuration comes as a file', () => {
  const compose = composeSchema.parse(yaml('deploy/compose.yaml'));
  const { web, worker, postgres } = compose.services;
  const named = [...read('deploy/linkwright.yaml').matchAll(/\$\{file:\/run\/secrets\/(\w+)\}/g)].map(
    ([, name]) => name,
  );
  for (const { secrets } of [web, worker]) expect([...secrets].sort()).toEqual(named.sort());
  // One image, built once.
  expect(worker.image).toBe(web.image);
  expect(Object.keys(compose.secrets).sort()).toEqual(named.sort());
  const { POSTGRES_USER, POSTGRES_DB } = postgres.environment;
  const state = z.looseObject({ state: z.string() }).parse(yaml('deploy/linkwright.yaml')).state;
  expect(state).toMatch(new RegExp(`^postgresql://${POSTGRES_USER}:.*@postgres:5432/${POSTGRES_DB}$`));
  expect(read('deploy/.gitignore')).toContain('secrets/');
});

const hasAnalyzer = spawnSync('systemd-analyze', ['--version']).status === 0;

test.skipIf(!hasAnalyzer)('systemd finds nothing wrong with the unit, and little to attack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'linkwright.service');
  // It looks for the program, which lies elsewhere on this machine.
  const analyze = (text: string, ...words: readonly string[]): { status: number | null; told: string } => {
    writeFileSync(file, text.replace('/usr/bin/node', process.execPath));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...words, file], { encoding: 'utf8' });
    return { status, told: `${stdout}${stderr}` };
  };
  const verified = analyze(serviceFile, 'verify', '--man=no');
  expect(verified.told.split('\n').filter((line) => line.includes('linkwright'))).toEqual([]);
  const misspelt = analyze(serviceFile.replace('ProtectHome=', 'ProtectHouse='), 'verify', '--man=no');
  expect(misspelt.told).toContain('ProtectHouse');
  // In tenths, of 100: systemd calls up to 2.0 "OK", and 9.6 is what a unit without any of it gets.
  const secure = analyze(serviceFile, 'security', '--offline=true', '--threshold=15', '--no-pager');
  expect(secure.status, secure.told).toBe(0);
  const open = analyze(
    serviceFile.replace(/^(Protect|Restrict|System|Capab).*$/gm, ''),
    'security',
    '--offline=true',
    '--threshold=15',
    '--no-pager',
  );
  expect(open.status).not.toBe(0);
});

test('the unit owns no more than its state, and is given the time that it takes to end', () => {
  for (const [name, value] of Object.entries({
    DynamicUser: 'yes',
    StateDirectory: 'linkwright',
    ProtectSystem: 'strict',
    NoNewPrivileges: 'yes',
    Restart: 'on-failure',
    TimeoutStopSec: `${secondsToEnd}s`,
    CapabilityBoundingSet: '',
  })) {
    expect(settingOf(name), name).toEqual([value]);
  }
  // With a dynamic user the folder itself is a link, which a state never is.
  expect(settingOf('Environment')).toContain('LINKWRIGHT_STATE=/var/lib/linkwright/state');
});

const manifests = {
  deployment: Deployment,
  configuration: ConfigMap,
  secret: Secret,
  state: PersistentVolumeClaim,
  service: Service,
};

test.each(Object.entries(manifests))('kubernetes/%s.yaml is as the API wants it', (name, Kind) => {
  const manifest = z
    .looseObject({ apiVersion: z.string(), kind: z.string() })
    .parse(yaml(`deploy/kubernetes/${name}.yaml`));
  expect(manifest).toMatchObject({ apiVersion: Kind.apiVersion, kind: Kind.kind });
  // What it is made of is unknown until it is validated. Unknown keys pass: what is relied on is asked for by name below.
  expect(() => new Kind(manifest as never).validate()).not.toThrow();
});

const ofPostgres = { worker: Deployment, web: Deployment, state: Secret, service: Service };

test.each(Object.entries(ofPostgres))('kubernetes-postgres/%s.yaml is as the API wants it', (name, Kind) => {
  const manifest = yaml(`deploy/kubernetes-postgres/${name}.yaml`);
  expect(manifest).toMatchObject({ apiVersion: Kind.apiVersion, kind: Kind.kind });
  expect(() => new Kind(manifest as never).validate()).not.toThrow();
});

const processOfPostgres = z.looseObject({
  spec: z.looseObject({
    replicas: z.number(),
    selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.literal(secondsToEnd),
        containers: z.tuple([
          z.looseObject({
            args: z.array(z.string()),
            env: z.tuple([
              z.strictObject({
                name: z.literal('LINKWRIGHT_STATE'),
                valueFrom: z.strictObject({
                  secretKeyRef: z.strictObject({ name: z.literal('linkwright-postgres'), key: z.literal('state') }),
                }),
              }),
            ]),
            securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }),
            volumeMounts: z.array(z.looseObject({ readOnly: z.literal(true) })),
          }),
        ]),
      }),
    }),
  }),
});

test('with PostgreSQL several workers and one for the page write to the database alone, and the Service finds the latter', () => {
  const [worker, web] = ['worker', 'web'].map(
    (role) => processOfPostgres.parse(yaml(`deploy/kubernetes-postgres/${role}.yaml`)).spec,
  );
  const wordsOf = (one: typeof worker): string => one?.template.spec.containers[0].args.join(' ') ?? '';
  expect(wordsOf(worker)).toContain('--role worker');
  expect(wordsOf(web)).toContain('--role web --port 8787');
  expect(worker?.replicas).toBeGreaterThan(1);
  for (const one of [worker, web]) expect(one?.template.metadata.labels).toEqual(one?.selector.matchLabels);
  const service = z
    .looseObject({ spec: z.looseObject({ selector: z.record(z.string(), z.string()) }) })
    .parse(yaml('deploy/kubernetes-postgres/service.yaml'));
  expect(service.spec.selector).toEqual(web?.selector.matchLabels);
});

const probed = z.looseObject({ periodSeconds: z.number(), timeoutSeconds: z.number() });
const deploymentSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.literal(1),
    strategy: z.strictObject({ type: z.literal('Recreate') }),
    template: z.looseObject({
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.literal(secondsToEnd),
        automountServiceAccountToken: z.literal(false),
        securityContext: z.looseObject({
          runAsNonRoot: z.literal(true),
          runAsUser: z.number().positive(),
          fsGroup: z.number().positive(),
          seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
        }),
        containers: z.tuple([
          z.looseObject({
            env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
            securityContext: z.strictObject({
              allowPrivilegeEscalation: z.literal(false),
              readOnlyRootFilesystem: z.literal(true),
              capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
            }),
            readinessProbe: probed.extend({
              httpGet: z.strictObject({ path: z.literal('/readyz'), port: z.literal('metrics') }),
            }),
            livenessProbe: probed.extend({ exec: z.strictObject({ command: z.array(z.string()) }) }),
            volumeMounts: z.array(
              z.looseObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
            ),
          }),
        ]),
        volumes: z.array(z.looseObject({ name: z.string() })),
      }),
    }),
  }),
});

test('the Deployment is one process that may write to its state alone, and no app that is down restarts it', () => {
  const { spec } = deploymentSchema.parse(yaml('deploy/kubernetes/deployment.yaml')).spec.template;
  const [container] = spec.containers;
  const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
  expect(writable).toEqual(['/var/lib/linkwright']);
  expect(container.env).toContainEqual({ name: 'LINKWRIGHT_STATE', value: '/var/lib/linkwright/state' });
  expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(spec.volumes.map(({ name }) => name).sort());
  expect(container.livenessProbe.exec.command.join(' ')).not.toContain('/healthz');
  expect(read('deploy/Dockerfile')).toContain(`USER ${spec.securityContext.runAsUser}:${spec.securityContext.fsGroup}`);
  const secrets = z
    .looseObject({ stringData: z.record(z.string(), z.string()) })
    .parse(yaml('deploy/kubernetes/secret.yaml'));
  const named = [
    ...read('deploy/kubernetes/configuration.yaml').matchAll(/\$\{file:\/run\/secrets\/linkwright\/(\w+)\}/g),
  ];
  expect(named.map(([, name]) => name).sort()).toEqual(Object.keys(secrets.stringData).sort());
});
