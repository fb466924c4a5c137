/** Control characters, those that change a line or its direction, and halves of characters. */
const MARKS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu

/** Text from outside, of one line, that every store and terminal takes: cut to `length` characters. */
export function cleanText(text: string, length: number): string {
  return text.slice(0, length).replaceAll(MARKS, "\ufffd")
}
