import { solidStart } from "../frameworks.ts"
import { playFramework } from "../plays.ts"

playFramework(solidStart)
