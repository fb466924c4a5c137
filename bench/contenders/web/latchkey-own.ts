/** As beside Node's crypto, in a process whose packages are those of the edge. */
export { contender } from "../cookie/latchkey-own.ts"
