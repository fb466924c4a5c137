// Written by tools/make-doors.mjs.
export type * from "./faceit.js" with { "resolution-mode": "import" }
declare const main: typeof import("./faceit.js", { with: { "resolution-mode": "import" } }).default
export default main
