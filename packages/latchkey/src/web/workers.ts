/** Whether this is Cloudflare Workers: what one request waits for may not be answered by another there. */
export function onWorkers(): boolean {
  return (globalThis.navigator as Navigator | undefined)?.userAgent === "Cloudflare-Workers"
}
