/** Something that is wrong, or might be. Never holds a secret. */
export interface Finding {
  /** Stable; `latchkey explain` knows it. */
  readonly code: FindingCode
  /** An error makes `doctor` exit with 1; a warning doesn't. */
  readonly severity: "error" | "warning"
  /** Relative to the project's folder. */
  readonly file?: string | undefined
  /** From 1. */
  readonly line?: number | undefined
  readonly message: string
  /** What to do: a sentence or a command. */
  readonly fix: string
}

export type FindingCode =
  | "MissingSecret"
  | "EmptySecret"
  | "PublicSecret"
  | "WeakSecret"
  | "DamagedSecret"
  | "DuplicateSecret"
  | "UnreadableFile"
  | "OpenFile"
  | "ShadowedFile"
  | "BadSchedule"
  | "OldSecret"
  | "BadProjectFile"
  | "SourceUnreachable"
  | "SlowSource"
  | "RingUnreachable"
  | "RingLocked"
  | "RingForged"
  | "KeyOverdue"
  | "ImportedKeySeals"
  | "ManyKeys"
  | "InstanceBehind"
  | "RootsDiffer"
  | "ClockSkew"
  | "SlowStore"
  | "VolatileStore"
  | "ReadOnlyStore"
  | "InstanceUnreachable"
  | "InstanceUnready"
  | "InstancesDiffer"
  | "OtherSecret"
  | "DetailsRefused"
  | "DevelopmentSecretInUse"
  | "SecretsDiffer"
  | "SharedSecret"
  | "EnvironmentMismatch"
  | "NotIgnored"
  | "CommittedSecret"
  | "HistorySecret"
  | "ImageSecret"
  | "ClientSecret"
  | "BuildOutputSecret"
  | "HardCodedSecret"
  | "OutdatedNext"
