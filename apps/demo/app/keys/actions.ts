"use server"

import { revalidatePath } from "next/cache"
import { headers } from "next/headers"
import { redirect } from "next/navigation"
import type { Keyring } from "latchkey/keyring"
import { requireAdmin } from "../../admin.ts"
import type { ActionResult } from "../../components/action-form.tsx"
import { hasRegister, ring } from "../../keys.ts"

export async function rotate(): Promise<ActionResult> {
  return attempt(async (keys) => {
    const before = await keys.status()
    const { rev, keys: after } = await keys.rotate()
    const waiting = after.find(({ state }) => state === "published")
    if (rev === before.rev) return `Key ${waiting?.id} waits already, and starts as soon as it may.`
    return `Key ${waiting?.id} is published.`
  })
}

export async function promote(): Promise<ActionResult> {
  return attempt(async (keys) => `Key ${(await keys.promote()).active} seals now.`)
}

export async function rewrap(): Promise<ActionResult> {
  return attempt(async (keys) => {
    const { roots } = await keys.rewrap()
    return `The ring is wrapped under ${roots.map(({ root }) => root).join(", ")}.`
  })
}

export async function revoke(_: ActionResult, form: FormData): Promise<ActionResult> {
  const [id, reason] = [form.get("key"), form.get("reason")]
  const result = await attempt(async (keys) => {
    if (typeof id !== "string" || typeof reason !== "string" || !reason.trim()) {
      throw new Error("Say which key, and why.")
    }
    const keepRegistered = hasRegister && form.get("keep") === "on"
    await keys.revoke(id, { reason: reason.trim(), keepRegistered })
    return `Key ${id} is revoked.`
  })
  if (result?.kind === "done") redirect("/keys")
  return result
}

/** An action can be called by anyone who can send a request: each asks again who that is, and where it comes from. */
async function attempt(work: (keys: Keyring) => Promise<string>): Promise<ActionResult> {
  await requireAdmin()
  if (!(await isFromHere())) return { kind: "refused", text: "This came from another site." }
  try {
    const text = await work(await ring())
    revalidatePath("/keys")
    return { kind: "done", text }
  } catch (error) {
    return { kind: "refused", text: error instanceof Error ? error.message : "It did not work." }
  }
}

/** Next.js refuses another origin; this refuses a request that does not say where it comes from, too. */
async function isFromHere(): Promise<boolean> {
  const sent = await headers()
  const origin = sent.get("origin")
  if (!origin || !URL.canParse(origin)) return false
  return new URL(origin).host === sent.get("host")
}
