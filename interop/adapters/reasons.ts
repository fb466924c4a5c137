/** Why a published adapter doesn't meet a case of the suite, and what our engine does about it. */
export const reasons = {
  unstorable: {
    what: "Text that the store can't hold (U+0000, half a surrogate pair) is an error where it is looked up, or is stored as another text.",
    engine:
      "No session cookie with such a character is looked up. Addresses are parsed; what is looked up of a mailed link is a hash.",
  },
  folds: {
    what: "The database finds texts that only look the same: case, accents, spaces at the end. It does so by its default collation.",
    engine:
      "A row that only looks like the one that was asked for counts as none, with the warning [`adapter-answer`](errors.md#adapter-answer). That is so for addresses, users, sessions, passkeys and mailed links, and for accounts where the adapter has `getAccount`. Where it has not (Kysely, TypeORM, Sequelize, MikroORM), two account ids of one provider that differ only in case or accents are one account, and nobody can tell: there the columns must compare bytes, and everywhere they should; see below.",
  },
  "two-steps": {
    what: "A one-time token is read and then deleted: of several uses at once, several get it.",
    engine:
      "One process uses a mailed link once at a time, so of fifty who open it one gets in. Several processes without a common lock can each let in one who has the link, at the same instant.",
  },
  "takes-all": {
    what: "Looking for one token of an address takes all its tokens away, also the wrong one.",
    engine:
      "The token that is likeliest stored is asked for first, so the right link works. Whoever opens a wrong link for an address makes its owner ask for another one; nobody gets in by it.",
  },
  "not-unique": {
    what: "The schema of the guide, or the store, has no rule that keeps addresses, accounts, sessions or tokens unique.",
    engine:
      "We look before we write, as Auth.js does; two first sign-ins of one person at the same instant can make two users. Where the store has unique indexes, add them; see below.",
  },
  "missing-throws": {
    what: "To delete, unlink or update what isn't there is an error, or finding nothing is.",
    engine:
      "Signing out clears the cookie in any case. A session that is over is no session, whoever deletes its row first. Where one goes while it is renewed, that request has none, and the log has the error.",
  },
  upserts: {
    what: "Updating a user who isn't there makes one, or says nothing.",
    engine: "Only users that were just read are updated.",
  },
  columns: {
    what: "A field of an account that the table has no column for is an error.",
    engine:
      "As Auth.js does, we store the standard fields of the token response; what else a provider adds is stored only if its `account` callback says so.",
  },
  short: {
    what: "Tokens of providers that are longer than 255 characters are refused.",
    engine: "The sign-in fails with `AdapterError`. Make these columns `text`.",
  },
  counter: {
    what: "A passkey's counter above 2³¹−1 is refused.",
    engine: "Platform passkeys don't count. Make the column `bigint` for security keys.",
  },
  epoch: {
    what: "A time at or before 1970-01-01 00:00:00 is refused.",
    engine: "None is written.",
  },
  "empty-update": {
    what: "An update that changes nothing is an error.",
    engine: "None is made.",
  },
  "uuid-ids": {
    what: "A user's id that is no UUID is an error, where one is created or looked up.",
    engine: "The ids that we give are UUIDs.",
  },
  "number-ids": {
    what: "A user's id is a number.",
    engine: "It is passed on as it is, as Auth.js does: `session.user.id` is a number then.",
  },
  instances: {
    what: "Some answers are the ORM's objects, with the row behind getters.",
    engine: "Only fields are read. Callbacks and events get the object as it is, as in Auth.js.",
  },
  partial: {
    what: "An update is answered with what it was given, not with the whole user.",
    engine: "What is missing is taken from what was read before.",
  },
  leaves: {
    what: "Deleting a user leaves rows behind, or does nothing.",
    engine: "A session without its user is none. We delete no users by ourselves.",
  },
  "update-deletes": {
    what: "An update of a session without a new end deletes it.",
    engine: "None is made without one.",
  },
} as const

export type Reason = keyof typeof reasons
