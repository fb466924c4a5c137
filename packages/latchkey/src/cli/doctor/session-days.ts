/** How long sessions last where the project doesn't say: `session.maxAge`'s default, in days. */
export const SESSION_DAYS = 30
