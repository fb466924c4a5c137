import type { Command } from "../command.ts"

const help = `Usage: latchkey keys <command> [options]

  status           each key, its state, dates and traffic, the instances, and what happens next
  next             publish the next key; it seals nothing yet
  promote          let the published key seal now
  rotate           publish the next key and let it seal as soon as every instance knows it
  retire <key>     stop a key from sealing; what it sealed stays good
  revoke <key…>    end keys that leaked, with all that they sealed
  prune            drop keys that nothing needs any more
  reseal           seal stored data anew with the key that seals now
  rewrap           wrap the ring under the configured root alone
  export           the keys as strings for AUTH_SECRET, for the way back

The keys are those of the ring in latchkey.config.ts, else of the one that AUTH_KEYRING_URL names
(postgres://…, mysql://…, redis://…, file:./auth.db; after a # ring=, table=, prefix=), else those of the environment
and its env files. A key is named by its id, which is no secret.

  latchkey keys <command> --help   its options and what --json answers

Exit codes: 0 well, 1 something is wrong, 2 wrong call, 3 done, but not every instance has it yet.`

/** `latchkey keys …`. */
export const keysCommand: Command = {
  help,
  options: {},
  positionals: 1,
  subcommands: {
    status: async () => (await import("./status.ts")).statusCommand,
    next: async () => (await import("./next.ts")).nextCommand,
    promote: async () => (await import("./promote.ts")).promoteCommand,
    rotate: async () => (await import("./rotate.ts")).rotateCommand,
    retire: async () => (await import("./retire.ts")).retireCommand,
    revoke: async () => (await import("./revoke.ts")).revokeCommand,
    prune: async () => (await import("./prune.ts")).pruneCommand,
    reseal: async () => (await import("./reseal.ts")).resealCommand,
    rewrap: async () => (await import("./rewrap.ts")).rewrapCommand,
    export: async () => (await import("./export.ts")).exportCommand,
  },
  async run({ terminal }) {
    terminal.note(help)
    return 2
  },
}
