/** Seconds that a mailed link is good for, where its provider says nothing. */
export const LINK_MAX_AGE = 86_400
