// Written by tools/make-doors.mjs.
export type * from "./line.js" with { "resolution-mode": "import" }
declare const main: typeof import("./line.js", { with: { "resolution-mode": "import" } }).default
export default main
