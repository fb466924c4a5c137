import { hono } from "./frameworks.ts"
import { playFramework } from "./plays.ts"

playFramework(hono)
