// Written by tools/make-doors.mjs.
export type * from "./todoist.js" with { "resolution-mode": "import" }
declare const main: typeof import("./todoist.js", { with: { "resolution-mode": "import" } }).default
export default main
