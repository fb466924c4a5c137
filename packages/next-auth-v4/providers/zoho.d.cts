// Written by tools/make-doors.mjs.
export type * from "./zoho.js" with { "resolution-mode": "import" }
declare const main: typeof import("./zoho.js", { with: { "resolution-mode": "import" } }).default
export default main
