// Written by tools/make-doors.mjs.
export type * from "./mailru.js" with { "resolution-mode": "import" }
declare const main: typeof import("./mailru.js", { with: { "resolution-mode": "import" } }).default
export default main
