import { absent, matches, ok, refuses, same } from "./assert.ts"
import { newAuthenticator, storedUser, unique } from "./conformance-case.ts"
import { comparesExactly, hostile } from "./strings.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "webauthn"

export const authenticatorCases: readonly ConformanceCase[] = [
  {
    id: "C50",
    group,
    title: "a passkey is answered and found",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      for (const fields of [
        {},
        { credentialBackedUp: false, transports: null, counter: 4_294_967_295 },
      ]) {
        const given = newAuthenticator(user.id, fields)
        matches(await adapter.createAuthenticator(given), given, "what createAuthenticator answers")
        matches(await adapter.getAuthenticator(given.credentialID), given, "getAuthenticator")
      }
      for (const id of [unique(), "", ...hostile])
        same(await adapter.getAuthenticator(id), null, id)
    },
  },
  {
    id: "C51",
    group,
    title: "a user's passkeys are listed, and nobody else's",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const mine = [newAuthenticator(user.id), newAuthenticator(user.id)]
      for (const one of [...mine, newAuthenticator(other.id)])
        await adapter.createAuthenticator(one)
      const listed = await adapter.listAuthenticatorsByUserId(user.id)
      same(listed.length, 2, "passkeys listed")
      for (const one of mine)
        matches(
          listed.find((found) => found.credentialID === one.credentialID),
          one,
          "a passkey",
        )
      same((await adapter.listAuthenticatorsByUserId(unique())).length, 0, "passkeys of nobody")
      same((await adapter.listAuthenticatorsByUserId(`${user.id} `)).length, 0, "of a look-alike")
    },
  },
  {
    id: "C52",
    group,
    title: "the counter of one passkey is set; of an unknown one it is an error",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const [one, other] = [newAuthenticator(user.id), newAuthenticator(user.id)]
      await adapter.createAuthenticator(one)
      await adapter.createAuthenticator(other)
      const updated = await adapter.updateAuthenticatorCounter(one.credentialID, 7)
      matches(updated, { ...one, counter: 7 }, "what updateAuthenticatorCounter answers")
      matches(
        await adapter.getAuthenticator(one.credentialID),
        { ...one, counter: 7 },
        "the passkey",
      )
      matches(await adapter.getAuthenticator(other.credentialID), other, "the other passkey")
      await refuses(() => adapter.updateAuthenticatorCounter(unique(), 1), "an unknown passkey")
    },
  },
  {
    id: "C53",
    group,
    title: "a passkey belongs to one user",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const one = newAuthenticator(user.id)
      await adapter.createAuthenticator(one)
      await refuses(
        () => adapter.createAuthenticator({ ...one, userId: other.id }),
        "a second owner",
      )
      matches(await adapter.getAuthenticator(one.credentialID), { userId: user.id }, "the owner")
    },
  },
  {
    id: "C54",
    group,
    title: "credential ids are compared exactly",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      await comparesExactly(`${unique()}-ae1`, {
        store: (credentialID) =>
          adapter.createAuthenticator(newAuthenticator(user.id, { credentialID })),
        find: async (id) => (await adapter.getAuthenticator(id))?.credentialID,
      })
    },
  },
  {
    id: "C55",
    group,
    title: "what goes in and what comes out are copies",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const given = newAuthenticator(user.id)
      const kept = { ...given }
      const created = await adapter.createAuthenticator(given)
      const found = await adapter.getAuthenticator(kept.credentialID)
      const [listed] = await adapter.listAuthenticatorsByUserId(user.id)
      ok(found && listed, "the passkey is there")
      for (const one of [given, created, found, listed])
        Object.assign(one, { counter: 99, userId: "mallory", credentialPublicKey: "bWFsbG9yeQ" })
      matches(await adapter.getAuthenticator(kept.credentialID), kept, "the passkey after all that")
      absent((await adapter.listAuthenticatorsByUserId("mallory"))[0], "a passkey of Mallory")
    },
  },
  {
    id: "C56",
    group,
    raced: true,
    title: "where the adapter compares counters, one of many uses of a value wins",
    async run(context) {
      const { adapter, races } = context
      const user = await storedUser(context)
      const one = newAuthenticator(user.id, { counter: 3 })
      await adapter.createAuthenticator(one)
      // Adapters written for Auth.js set the counter whatever it was. What compares must do so in one step.
      const compares = await Promise.resolve(
        adapter.updateAuthenticatorCounter(one.credentialID, 3, 99),
      ).then(
        () => false,
        () => true,
      )
      if (!compares) return
      const uses = Array.from({ length: races }, () =>
        Promise.resolve(adapter.updateAuthenticatorCounter(one.credentialID, 4, 3)).then(
          () => true,
          () => false,
        ),
      )
      same((await Promise.all(uses)).filter(Boolean).length, 1, "uses that counted")
      await refuses(
        () => adapter.updateAuthenticatorCounter(one.credentialID, 9, 3),
        "a counter that moved",
      )
      matches(await adapter.getAuthenticator(one.credentialID), { counter: 4 }, "the passkey")
    },
  },
  {
    id: "C57",
    group,
    title: "whether one passkey is backed up is set, where the adapter can, and nothing else",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const [one, other] = [newAuthenticator(user.id), newAuthenticator(user.id)]
      await adapter.createAuthenticator(one)
      await adapter.createAuthenticator(other)
      // Adapters written for Auth.js have no such method.
      if (adapter.updateAuthenticatorBackup === undefined) return
      for (const credentialBackedUp of [true, false, true]) {
        await adapter.updateAuthenticatorBackup(one.credentialID, credentialBackedUp)
        const found = await adapter.getAuthenticator(one.credentialID)
        matches(found, { ...one, credentialBackedUp }, "the passkey")
      }
      await adapter.updateAuthenticatorBackup(unique(), true)
      matches(await adapter.getAuthenticator(other.credentialID), other, "the other passkey")
    },
  },
]
