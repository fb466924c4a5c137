// Written by tools/make-doors.mjs.
export type * from "./duende-identity-server6.js" with { "resolution-mode": "import" }
declare const main: typeof import("./duende-identity-server6.js", { with: { "resolution-mode": "import" } }).default
export default main
