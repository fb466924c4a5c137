/** What the browser tests use of `demo.mjs`. */
export function copyDemo(to: string): Promise<void>
export function buildDemo(folder?: string): Promise<void>
export function freePort(from: number): Promise<number>
export function startLocal(
  port: number,
): Promise<{ environment: Record<string, string>; stop: () => void }>
export interface RunningNext {
  url: string
  output: () => string
  stop: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>
}
export function startNext(options: {
  mode: "dev" | "start"
  port: number
  env: Record<string, string | undefined>
  folder?: string
  /** Of a page that answers a newcomer. @default "/" */
  path?: string
  path?: string
}): Promise<RunningNext>
