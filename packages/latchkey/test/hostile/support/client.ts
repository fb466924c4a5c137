/** The client that the provider knows. */
export const CLIENT_ID = "client-one"
export const CLIENT_SECRET = "canary-client-secret"
