// Written by tools/make-doors.mjs.
export type * from "./salesforce.js" with { "resolution-mode": "import" }
declare const main: typeof import("./salesforce.js", { with: { "resolution-mode": "import" } }).default
export default main
