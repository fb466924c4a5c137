// Written by tools/make-doors.mjs.
export type * from "./boxyhq-saml.js" with { "resolution-mode": "import" }
declare const main: typeof import("./boxyhq-saml.js", { with: { "resolution-mode": "import" } }).default
export default main
