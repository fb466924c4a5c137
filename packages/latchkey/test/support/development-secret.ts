/** Prints what a process in this folder takes for its development secret. Run by the tests, as a process of its own. */
import { developmentSecret } from "../../src/keys/development.ts"

const found = developmentSecret((name) => process.env[name])
console.log(`${found?.secret} ${found?.origin}`)
