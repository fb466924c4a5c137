// Written by tools/make-doors.mjs.
export type * from "./identity-server4.js" with { "resolution-mode": "import" }
declare const main: typeof import("./identity-server4.js", { with: { "resolution-mode": "import" } }).default
export default main
