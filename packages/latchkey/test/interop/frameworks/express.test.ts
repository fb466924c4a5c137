import { express } from "./frameworks.ts"
import { playFramework } from "./plays.ts"

playFramework(express)
