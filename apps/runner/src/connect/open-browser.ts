import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program that opens an address, and what it is given before it. `null`: there is no screen here, or it is somebody else's. */
export function browserOpener(
  environment: Environment,
  platform: NodeJS.Platform,
): readonly [string, ...string[]] | null {
  if (environment.SSH_CONNECTION || environment.SSH_TTY) return null;
  if (environment.BROWSER === 'none') return null;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : null;
}

/** False: nothing was opened. */
export async function openBrowser(url: string, environment: Environment): Promise<boolean> {
  const opener = browserOpener(environment, process.platform);
  if (opener === null) return false;
  const [program, ...before] = opener;
  const child = spawn(program, [...before, url], { detached: true, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
