import { DatabaseSync } from 'node:sqlite';

/** A library in a file: an app without a network, without credentials, and with a look-up by one field. */
export function openLibrary(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // A test of seconds needs no power cut to be survived.
  database.exec('PRAGMA synchronous = OFF');
  database.exec(`
    CREATE TABLE IF NOT EXISTS sequence (value INTEGER NOT NULL) STRICT;
    INSERT INTO sequence SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM sequence);
    CREATE TABLE IF NOT EXISTS books (
      id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT, pages INTEGER, printed TEXT, author TEXT,
      changed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS authors (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, changed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    ${numbered('books', 'title, pages, printed, author')}
    ${numbered('authors', 'name')}
  `);
  return database;
}

/** Every change takes the next number, so that a reader can go on from one. */
const numbered = (table: string, columns: string): string =>
  ['INSERT', `UPDATE OF ${columns}`]
    .map(
      (event, index) => `
      CREATE TRIGGER IF NOT EXISTS ${table}_${index} AFTER ${event} ON ${table} BEGIN
        UPDATE sequence SET value = value + 1;
        UPDATE ${table} SET changed = (SELECT value FROM sequence) WHERE id = NEW.id;
      END;`,
    )
    .join('');

export const columnsOf: Readonly<Record<string, readonly string[]>> = {
  books: ['title', 'pages', 'printed'],
  authors: ['name'],
};
