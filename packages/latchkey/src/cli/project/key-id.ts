import { ringKey } from "../../keys/ring-key.ts"

/** The short public id of the key that this secret makes; safe to print. */
export async function keyId(secret: string): Promise<string> {
  return (await ringKey(secret)).id
}
