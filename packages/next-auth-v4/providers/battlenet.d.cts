// Written by tools/make-doors.mjs.
export type * from "./battlenet.js" with { "resolution-mode": "import" }
declare const main: typeof import("./battlenet.js", { with: { "resolution-mode": "import" } }).default
export default main
