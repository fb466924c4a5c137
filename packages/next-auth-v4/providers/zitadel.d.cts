// Written by tools/make-doors.mjs.
export type * from "./zitadel.js" with { "resolution-mode": "import" }
declare const main: typeof import("./zitadel.js", { with: { "resolution-mode": "import" } }).default
export default main
