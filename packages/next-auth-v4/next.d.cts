// Written by tools/make-doors.mjs.
export type * from "./next.js" with { "resolution-mode": "import" }
declare const main: typeof import("./next.js", { with: { "resolution-mode": "import" } }).default
export default main
export declare const getServerSession: typeof import("./next.js", { with: { "resolution-mode": "import" } }).getServerSession
export declare const unstable_getServerSession: typeof import("./next.js", { with: { "resolution-mode": "import" } }).unstable_getServerSession
