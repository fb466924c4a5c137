// Written by tools/make-doors.mjs.
export type * from "./instagram.js" with { "resolution-mode": "import" }
declare const main: typeof import("./instagram.js", { with: { "resolution-mode": "import" } }).default
export default main
