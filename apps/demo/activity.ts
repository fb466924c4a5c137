import { eventTable, type EventTable } from "latchkey/events/table"
import { database } from "./database.ts"

/** What happened here, kept for thirty days beside the users. */
export async function activity(): Promise<EventTable> {
  return eventTable(await database(), { retain: 30 })
}
