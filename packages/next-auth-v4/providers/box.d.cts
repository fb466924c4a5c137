// Written by tools/make-doors.mjs.
export type * from "./box.js" with { "resolution-mode": "import" }
declare const main: typeof import("./box.js", { with: { "resolution-mode": "import" } }).default
export default main
