// Written by tools/make-doors.mjs.
export { default } from "latchkey/providers/foursquare"
export * from "latchkey/providers/foursquare"
