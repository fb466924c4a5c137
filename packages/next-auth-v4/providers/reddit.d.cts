// Written by tools/make-doors.mjs.
export type * from "./reddit.js" with { "resolution-mode": "import" }
declare const main: typeof import("./reddit.js", { with: { "resolution-mode": "import" } }).default
export default main
