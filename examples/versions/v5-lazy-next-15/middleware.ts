export { proxy as middleware } from "./proxy"

export const config = { matcher: ["/private", "/api/admin"] }
