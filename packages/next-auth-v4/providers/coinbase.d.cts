// Written by tools/make-doors.mjs.
export type * from "./coinbase.js" with { "resolution-mode": "import" }
declare const main: typeof import("./coinbase.js", { with: { "resolution-mode": "import" } }).default
export default main
