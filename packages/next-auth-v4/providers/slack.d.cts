// Written by tools/make-doors.mjs.
export type * from "./slack.js" with { "resolution-mode": "import" }
declare const main: typeof import("./slack.js", { with: { "resolution-mode": "import" } }).default
export default main
