/**
 * One spelling per value, whatever the app writes.
 *
 * - numbers: text in plain notation without superfluous zeros (`5`, `-0.25`)
 * - dates: `YYYY-MM-DD`; datetimes: ISO 8601 in UTC with milliseconds
 * - a user: an e-mail address; an option: the option's value; options: a list of values
 * - an empty text and an empty list are `null`
 */
export type CanonicalValue = string | boolean | readonly string[] | null;

/** By field id. `null`: the field is empty. Absent: it was not readable, which is never a blank. */
export type Fields = Readonly<Record<string, CanonicalValue>>;
