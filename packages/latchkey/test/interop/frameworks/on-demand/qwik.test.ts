import { qwik } from "../frameworks.ts"
import { playFramework } from "../plays.ts"

playFramework(qwik)
