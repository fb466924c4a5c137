// Written by tools/make-doors.mjs.
export type * from "./mailchimp.js" with { "resolution-mode": "import" }
declare const main: typeof import("./mailchimp.js", { with: { "resolution-mode": "import" } }).default
export default main
