// Written by tools/make-doors.mjs.
export type * from "./azure-ad.js" with { "resolution-mode": "import" }
declare const main: typeof import("./azure-ad.js", { with: { "resolution-mode": "import" } }).default
export default main
