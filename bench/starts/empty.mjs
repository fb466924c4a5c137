import { done } from "./done.mjs"

done("ada@example.com")
