/**
 * The picture of a ring: its timeline as data, and as an SVG.
 *
 * @module
 */
export { type PictureOptions, ringPicture } from "./svg.ts"
export { EXPECTED_KEY, timelineOf } from "./timeline.ts"
export type { Timeline, TimelineRow, TimelineSpan, TimelineState } from "./timeline.ts"
export { nextSentence, percent, spanOf, STATE_MEANINGS, STATE_WORDS, timeOf } from "./words.ts"
