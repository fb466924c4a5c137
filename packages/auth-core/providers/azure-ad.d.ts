// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends AzureADProfile = AzureADProfile>(config?: import("latchkey/providers/azure-ad").AzureADConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/azure-ad"
export type AzureADProfile = Said<import("latchkey/providers/azure-ad").MicrosoftEntraIDProfile, "email" | "name" | "nonce" | "oid" | "preferred_username", "acct" | "acrs" | "aio" | "at_hash" | "auth_time" | "c_hash" | "ctry" | "exp" | "family_name" | "fwd" | "given_name" | "groups" | "hasgroups" | "iat" | "idp" | "in_corp" | "ipaddr" | "login_hint" | "nbf" | "onprem_sid" | "pwd_exp" | "pwd_url" | "rh" | "roles" | "sid" | "tenant_ctry" | "tenant_region_scope" | "upn" | "uti" | "ver" | "verified_primary_email" | "verified_secondary_email" | "vnet" | "xms_cc" | "xms_edov" | "xms_pdl" | "xms_pl" | "xms_tpl" | "ztdid">
