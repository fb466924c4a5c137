// Written by tools/make-doors.mjs.
export type * from "./freshbooks.js" with { "resolution-mode": "import" }
declare const main: typeof import("./freshbooks.js", { with: { "resolution-mode": "import" } }).default
export default main
