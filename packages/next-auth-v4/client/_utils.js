// Written by tools/make-doors.mjs.
export { apiBaseUrl, fetchData, now, BroadcastChannel } from "latchkey/doors/v4/client-utils"
