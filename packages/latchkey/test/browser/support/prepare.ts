import { buildDemo, copyDemo } from "../../../../../tools/demo.mjs"
import { addDebugRoute } from "./debug-route.ts"
import { folder } from "./folder.ts"

/** Copies the demo and builds it, once for all files. No secret is near. */
export default async function prepare(): Promise<void> {
  await copyDemo(folder)
  addDebugRoute(folder)
  await buildDemo(folder)
}
