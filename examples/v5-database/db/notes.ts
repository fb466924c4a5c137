import { eq } from "drizzle-orm"
import { db } from "@/db"
import { notes } from "@/db/schema"

export function notesOf(userId: string) {
  return db.select().from(notes).where(eq(notes.userId, userId))
}

export async function addNote(userId: string, body: string) {
  await db.insert(notes).values({ userId, body })
}
