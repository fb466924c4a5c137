// Written by tools/make-doors.mjs.
export type * from "./credentials.js" with { "resolution-mode": "import" }
declare const main: typeof import("./credentials.js", { with: { "resolution-mode": "import" } }).default
export default main
