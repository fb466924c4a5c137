// Written by tools/make-doors.mjs.
export type * from "./wikimedia.js" with { "resolution-mode": "import" }
declare const main: typeof import("./wikimedia.js", { with: { "resolution-mode": "import" } }).default
export default main
