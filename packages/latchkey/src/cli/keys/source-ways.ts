const FORMER = "with `previous: 1` the version before goes on opening"
const LIST = "keep the old one beside it, and name both, the newest first"

/** How a secret is rotated where a service keeps it, by the beginning of the source's name. */
const WAYS: Readonly<Record<string, string>> = {
  file: `write the new one to a second file (${LIST})`,
  directory: "add a file with the new one; the last by name seals, the others open",
  systemd: `add a credential with the new one to the unit (${LIST}), and restart it`,
  infisical: `change the secret in Infisical; ${FORMER}`,
  vault: `vault kv put: a new version; ${FORMER}`,
  "vault-transit": `encrypt a new one with the transit key and deploy its ciphertext (${LIST})`,
  "aws-secrets-manager":
    "aws secretsmanager put-secret-value; with `previous: true` AWSPREVIOUS goes on opening",
  "aws-parameter-store": `aws ssm put-parameter under a second name (${LIST})`,
  "aws-kms": `encrypt a new one with the KMS key and deploy its ciphertext (${LIST})`,
  "gcp-secret-manager": `gcloud secrets versions add; ${FORMER}`,
  "azure-key-vault": `az keyvault secret set under a second name (${LIST})`,
  doppler: `add the new one to the Doppler config under a second name (${LIST})`,
  "1password": `add the new one to the item as a second field (${LIST})`,
  bitwarden: `add the new one to Bitwarden Secrets Manager as a second secret (${LIST})`,
  binding: `put the new one into the Secrets Store under a second name (${LIST})`,
  dotenvx: `dotenvx set the new one under a second name (${LIST})`,
  env: `set the new one under a second name (${LIST})`,
  "the configuration": "put the new one before the old one in the list of the configuration",
}

/** What to do at this source. */
export function wayOf(source: string): string {
  const known = Object.hasOwn(WAYS, source) ? source : source.split(":", 1)[0]!
  return (
    (Object.hasOwn(WAYS, known) ? WAYS[known] : undefined) ??
    "put the new one before the old one in the list that it answers"
  )
}
