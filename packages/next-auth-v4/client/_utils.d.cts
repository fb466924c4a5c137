// Written by tools/make-doors.mjs.
export type * from "./_utils.js" with { "resolution-mode": "import" }
export declare const apiBaseUrl: typeof import("./_utils.js", { with: { "resolution-mode": "import" } }).apiBaseUrl
export declare const fetchData: typeof import("./_utils.js", { with: { "resolution-mode": "import" } }).fetchData
export declare const now: typeof import("./_utils.js", { with: { "resolution-mode": "import" } }).now
export declare const BroadcastChannel: typeof import("./_utils.js", { with: { "resolution-mode": "import" } }).BroadcastChannel
