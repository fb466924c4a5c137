// Written by tools/make-doors.mjs.
export type * from "./twitter.js" with { "resolution-mode": "import" }
declare const main: typeof import("./twitter.js", { with: { "resolution-mode": "import" } }).default
export default main
export declare const TwitterLegacy: typeof import("./twitter.js", { with: { "resolution-mode": "import" } }).TwitterLegacy
