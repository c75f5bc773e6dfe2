/** Of an option that may be repeated. */
export const collectWords = (word: string, words: readonly string[] = []): readonly string[] => [...words, word];
