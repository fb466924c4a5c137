import { absent, matches, ok, race, refuses, same } from "./assert.ts"
import { unique } from "./conformance-case.ts"
import { hostile, lookalikes } from "./strings.ts"
import type { VerificationToken } from "../../contracts/adapter.ts"
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts"

const group = "tokens"

const stored = async (
  { adapter, in: at }: ConformanceContext,
  fields: Partial<VerificationToken> = {},
): Promise<VerificationToken> => {
  const identifier = `${unique()}@example.com-ae1`
  const row = { identifier, token: `${unique()}-ae1`, expires: at(900), ...fields }
  await adapter.createVerificationToken({ ...row })
  return row
}

export const tokenCases: readonly ConformanceCase[] = [
  {
    id: "C40",
    group,
    title: "a token is consumed once, with its exact end",
    async run(context) {
      const { adapter, db } = context
      const row = await stored(context)
      const { identifier, token } = row
      if (db.verificationToken) ok(await db.verificationToken(row), "the row is in the store")
      matches(await adapter.useVerificationToken({ identifier, token }), row, "the first use")
      same(await adapter.useVerificationToken({ identifier, token }), null, "the second use")
      if (db.verificationToken) absent(await db.verificationToken(row), "the row")
    },
  },
  {
    id: "C41",
    group,
    title: "a token with another identifier is of no row, and the row stays (ADV-AJ01)",
    async run(context) {
      const { adapter } = context
      const [row, other] = [await stored(context), await stored(context)]
      for (const identifier of [
        other.identifier,
        unique(),
        "",
        ...hostile,
        ...lookalikes(row.identifier),
      ])
        same(
          await adapter.useVerificationToken({ identifier, token: row.token }),
          null,
          `identifier ${JSON.stringify(identifier)}`,
        )
      matches(await adapter.useVerificationToken(row), row, "the right identifier afterwards")
      matches(await adapter.useVerificationToken(other), other, "the other row")
    },
  },
  {
    id: "C42",
    group,
    title: "an identifier with another token is of no row, and the row stays (ADV-AJ08)",
    async run(context) {
      const { adapter } = context
      const [row, other] = [await stored(context), await stored(context)]
      const { identifier } = row
      for (const token of [other.token, unique(), "", ...hostile, ...lookalikes(row.token)])
        same(
          await adapter.useVerificationToken({ identifier, token }),
          null,
          `token ${JSON.stringify(token)}`,
        )
      matches(await adapter.useVerificationToken(row), row, "the right token afterwards")
      matches(await adapter.useVerificationToken(other), other, "the other row")
    },
  },
  {
    id: "C43",
    group,
    raced: true,
    title: "of many who use one token at once, one does",
    async run(context) {
      const { adapter, races } = context
      const { identifier, token } = await stored(context)
      const answers = await race(races, () => adapter.useVerificationToken({ identifier, token }))
      same(answers.length, races, "uses that answered without an error")
      same(answers.filter(Boolean).length, 1, "uses that got the row")
    },
  },
  {
    id: "C44",
    group,
    raced: true,
    title: "wrong tries at the same time don't take the row away, nor get it",
    async run(context) {
      const { adapter, races } = context
      const row = await stored(context)
      const { identifier, token } = row
      const answers = await race(races, (n) =>
        adapter.useVerificationToken({
          identifier: n % 3 === 1 ? unique() : identifier,
          token: n % 3 === 2 ? unique() : token,
        }),
      )
      same(answers.filter(Boolean).length, 1, "uses that got the row")
      matches(answers.find(Boolean), { identifier, token }, "the row")
    },
  },
  {
    id: "C45",
    group,
    title: "several tokens of one identifier are apart",
    async run(context) {
      const { adapter } = context
      const first = await stored(context)
      const second = await stored(context, { identifier: first.identifier })
      matches(await adapter.useVerificationToken(second), second, "the second")
      matches(await adapter.useVerificationToken(first), first, "the first")
      same(await adapter.useVerificationToken(second), null, "the second again")
    },
  },
  {
    id: "C46",
    group,
    title: "text that means something to a query is only text (ADV-AJ17)",
    async run(context) {
      const { adapter } = context
      const bystander = await stored(context)
      for (const text of hostile) {
        const fields = { identifier: `${unique()}${text}`, token: `${unique()}${text}` }
        const row = await stored(context, fields)
        matches(await adapter.useVerificationToken(fields), row, JSON.stringify(text))
      }
      matches(await adapter.useVerificationToken(bystander), bystander, "another row")
    },
  },
  {
    id: "C47",
    group,
    title: "a token that is over never comes back as one that isn't",
    async run(context) {
      const { adapter } = context
      for (const expires of [context.in(-1), new Date(0)]) {
        const row = await stored(context, { expires })
        const found = await adapter.useVerificationToken(row)
        if (found) matches(found, row, "the row")
      }
    },
  },
  {
    id: "C48",
    group,
    title: "what goes in is copied",
    async run(context) {
      const { adapter } = context
      const given = { identifier: unique(), token: unique(), expires: context.in(900) }
      const kept = { ...given, expires: new Date(given.expires) }
      const created = await adapter.createVerificationToken(given)
      given.expires.setTime(0)
      created?.expires.setTime(0)
      Object.assign(given, { identifier: "mallory@example.com" })
      matches(await adapter.useVerificationToken(kept), kept, "the row after all that")
    },
  },
  {
    id: "C49",
    group,
    title: "one pair of identifier and token is one row",
    async run(context) {
      const { adapter } = context
      const row = await stored(context)
      await refuses(() => adapter.createVerificationToken({ ...row }), "the same pair again")
      ok(await adapter.useVerificationToken(row), "the row is there")
      same(await adapter.useVerificationToken(row), null, "the second use")
    },
  },
]
