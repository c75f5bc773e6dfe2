import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { remembered } from '../components/remembered.ts';
import { english, type Texts } from './english.ts';
import { japanese } from './japanese.ts';

const languages = { en: english, ja: japanese } as const satisfies Record<string, Texts>;
export type Language = keyof typeof languages;
export const languageNames: Readonly<Record<Language, string>> = { en: english.language, ja: japanese.language };

const Spoken = createContext<{ readonly language: Language; readonly choose: (language: Language) => void }>({
  language: 'en',
  choose: () => undefined,
});

const isLanguage = (text: string | null): text is Language => text !== null && text in languages;

/** The language of the browser, until somebody chooses another. */
export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => {
    const chosen = remembered.read('language');
    if (isLanguage(chosen)) return chosen;
    return navigator.language.startsWith('ja') ? 'ja' : 'en';
  });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const spoken = useMemo(
    () => ({
      language,
      choose(chosen: Language) {
        remembered.write('language', chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <Spoken value={spoken}>{children}</Spoken>;
}

export const useLanguage = () => useContext(Spoken);

export const useTexts = (): Texts => languages[useContext(Spoken).language];
