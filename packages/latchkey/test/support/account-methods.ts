import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { Adapter, AdapterAccount } from "../../src/contracts/adapter.ts"

/** An adapter in memory that lists accounts and keeps leases, and what the tests see of it. */
export function accountAdapter(): Adapter {
  const users = new Map<string, Set<string>>()
  const leases = new Map<string, { holder: string; until: number }>()
  const inner = MemoryAdapter()
  const own: Adapter = {
    async linkAccount(account) {
      await inner.linkAccount(account)
      const keys = users.get(account.userId) ?? new Set()
      users.set(
        account.userId,
        keys.add(JSON.stringify([account.providerAccountId, account.provider])),
      )
    },
    async listAccountsByUserId(userId) {
      const keys = [...(users.get(userId) ?? [])]
      const rows = await Promise.all(
        keys.map((key) => inner.getAccount(...(JSON.parse(key) as [string, string]))),
      )
      return rows.filter((row): row is AdapterAccount => row?.userId === userId)
    },
    async updateAccount(account, expected) {
      const row = await inner.getAccount(account.providerAccountId, account.provider)
      if (!row) return null
      for (const [name, value] of Object.entries(expected ?? {})) {
        if ((row[name] ?? null) !== (value ?? null)) return null
      }
      const given = Object.fromEntries(
        Object.entries(account).filter(([, value]) => value !== undefined),
      )
      await inner.unlinkAccount(account)
      await inner.linkAccount({ ...row, ...given })
      return { ...row, ...given }
    },
    takeLease({ key, holder, ttl }) {
      const other = leases.get(key)
      if (other && other.holder !== holder && other.until > Date.now()) return false
      leases.set(key, { holder, until: Date.now() + ttl })
      return true
    },
    releaseLease({ key, holder }) {
      if (leases.get(key)?.holder === holder) leases.delete(key)
    },
  }
  return { ...inner, ...own }
}
