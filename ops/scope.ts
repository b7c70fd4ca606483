import { Option } from "commander";
import { mostSigningSecrets, scopes, type Scope } from "../functions/shared/signing-secrets.ts";
import type { EndpointScope } from "./core/stripe-endpoint.ts";
import { UsageError } from "./errors.ts";

export interface ScopeOptions {
  readonly scope: Scope;
  readonly number?: string;
}

export function scopeOption(): Option {
  return new Option("--scope <scope>", "whose events the endpoint sends").choices(scopes).default("account");
}

export function numberOption(what: string): Option {
  return new Option("--number <n>", what);
}

/** @throws UsageError for what is not a number of a signing secret */
export function numberOf({ number }: Pick<ScopeOptions, "number">, name = "--number"): number | undefined {
  if (number === undefined) return undefined;
  const value = Number(number);
  if (Number.isInteger(value) && value >= 1 && value <= mostSigningSecrets) return value;
  throw new UsageError(`${name} ${number}: give a number from 1 to ${String(mostSigningSecrets)}`);
}

/** @throws UsageError for an organisation's, which Stripe's API for an account cannot make */
export function endpointScope({ scope }: ScopeOptions): EndpointScope {
  if (scope !== "organisation") return scope;
  throw new UsageError(
    "--scope organisation: an account's key does not reach the organisation's endpoints. Make it in the organisation's dashboard, then store its secret: secret add --scope organisation",
  );
}
