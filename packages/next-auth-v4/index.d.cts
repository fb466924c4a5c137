// Written by tools/make-doors.mjs.
export type * from "./index.js" with { "resolution-mode": "import" }
declare const main: typeof import("./index.js", { with: { "resolution-mode": "import" } }).default
export default main
export declare const getServerSession: typeof import("./index.js", { with: { "resolution-mode": "import" } }).getServerSession
export declare const unstable_getServerSession: typeof import("./index.js", { with: { "resolution-mode": "import" } }).unstable_getServerSession
