import { useEffect, useState } from 'react';
import { remembered } from '../components/remembered.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const isTheme = (text: string | null): text is Theme => themes.some((theme) => theme === text);
const systemDark = () => matchMedia('(prefers-color-scheme: dark)');

/** Light or dark, as the system has it until somebody chooses. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const chosen = remembered.read('theme');
    return isTheme(chosen) ? chosen : 'system';
  });
  useEffect(() => {
    const system = systemDark();
    const show = () => {
      const dark = theme === 'dark' || (theme === 'system' && system.matches);
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    };
    show();
    system.addEventListener('change', show);
    return () => system.removeEventListener('change', show);
  }, [theme]);
  return [
    theme,
    (chosen) => {
      remembered.write('theme', chosen);
      setTheme(chosen);
    },
  ];
}
