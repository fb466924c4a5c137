/**
 * Expressions that some text makes slow, and why that text never comes: by the beginning of the file's name. One that is
 * not here fails `npm run regexes`.
 *
 * @module
 */
export const explained = {
  "adapters/kysely/database.ts": "a statement that the library made for us, to tell its dialect",
  "adapters/sql/inspect.ts": "the type of a column, as the database names it",
  "cli/": "a file or an address of the person who runs it, on their own machine",
  "email/parse.ts": "at most 254 characters come to it",
  "keys/development.ts": "the project's own env file",
  "keys/managed/roots/escrow-root.ts": "a key of the application's own settings",
  "providers/authentik.ts": "an address of the application's own settings",
  "providers/mail-service.ts": "the sender of the application's own settings",
  "react/auth-url.ts": "an address of the application's own settings",
  "web/private-host.ts": "at most 255 characters come to it",
  "web/withhold.ts": "base64 that was made a moment ago, with two signs of padding at the most",
}
