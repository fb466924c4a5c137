// Packages without types of their own.
declare module "dynalite" {
  import type { Server } from "node:http"
  export default function dynalite(options?: { createTableMs?: number }): Server
}
declare module "pouchdb" {
  interface Database {
    createIndex(index: object): Promise<unknown>
    destroy(): Promise<void>
  }
  const PouchDB: {
    new (name: string, options: object): Database
    plugin(plugin: unknown): typeof PouchDB
  }
  export default PouchDB
}
declare module "pouchdb-adapter-memory"
declare module "pouchdb-find"
