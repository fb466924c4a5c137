import { sveltekit } from "./frameworks.ts"
import { playFramework } from "./plays.ts"

playFramework(sveltekit)
