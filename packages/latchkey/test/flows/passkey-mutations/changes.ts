import type { AuthData, Mutation } from "../../support/webauthn/ceremony.ts"
import type { Entries } from "../../support/webauthn/cbor.ts"

export const data = (change: (data: AuthData) => void): Mutation => ({ data: change })

/** A change of the public key, label by label. */
export const key = (change: (entries: Entries) => void): Mutation => ({
  data: (all) => change(all.key as Entries),
})

export const setKey = (label: number, value: unknown): Mutation =>
  key((entries) => {
    entries.find(([one]) => one === label)![1] = value
  })

export const dropKey = (label: number): Mutation =>
  key((entries) => {
    entries.splice(
      entries.findIndex(([one]) => one === label),
      1,
    )
  })

export const object = (change: (entries: Entries) => void): Mutation => ({ attestation: change })
export const setObject = (name: string, value: unknown): Mutation =>
  object((entries) => {
    entries.find(([one]) => one === name)![1] = value
  })

export const ANY_KEY = /public key|leftover/i
export const OBJECT = /attestation object/i
