import { createHash } from "node:crypto";

/** The one account of the offline run. */
export const accountId = "000000000000";

export function arn(service: string, region: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/**
 * A secret's ARN ends in a hyphen and six characters of AWS's choice. Here they follow from the name, so that two
 * evaluations of the program agree.
 */
export function secretArn(region: string, name: string): string {
  const suffix = createHash("sha256")
    .update(name)
    .digest("base64")
    .replaceAll(/[^a-zA-Z0-9]/g, "")
    .slice(0, 6);
  return arn("secretsmanager", region, `secret:${name}-${suffix}`);
}
