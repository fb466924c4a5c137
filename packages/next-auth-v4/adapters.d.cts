// Written by tools/make-doors.mjs.
export type * from "./adapters.js" with { "resolution-mode": "import" }
declare const main: typeof import("./adapters.js", { with: { "resolution-mode": "import" } }).default
export default main
