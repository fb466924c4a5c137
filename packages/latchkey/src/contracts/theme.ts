/** Look of the built-in pages and mails. */
export interface Theme {
  colorScheme?: "auto" | "dark" | "light"
  /** URL of an image; same origin or https. */
  logo?: string
  /** A CSS colour, e.g. `#346df1`. */
  brandColor?: string
  /** A CSS colour for the text on `brandColor`. Default: black or white, whichever contrasts more. */
  buttonText?: string
}
