// Written by tools/make-doors.mjs.
export type * from "./google.js" with { "resolution-mode": "import" }
declare const main: typeof import("./google.js", { with: { "resolution-mode": "import" } }).default
export default main
