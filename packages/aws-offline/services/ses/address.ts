import { AwsError } from "../../gateway/aws-error.ts";

/** The bare address in `Name <address>` or `address`. @throws AwsError InvalidParameterValue for what is not an address. */
export function bareAddress(text: string): string {
  // A line break could smuggle a header into the mail.
  if (/[\r\n]/.test(text)) throw illegal(text);
  const address = /^[^<>]*<([^<>]*)>$/.exec(text)?.[1] ?? text;
  const [local, domain, ...more] = address.split("@");
  if (local === undefined || domain === undefined || more.length > 0) throw illegal(text, "Missing final '@domain'");
  if (!/^[\u0021-\u007E]+$/.test(local)) throw illegal(text, "Local address contains control or whitespace");
  if (!/^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*$/.test(domain)) throw illegal(text, "Domain contains illegal character");
  return address;
}

export function domainOf(address: string): string {
  return address.split("@")[1]?.toLowerCase() ?? "";
}

function illegal(text: string, why = "Illegal address"): AwsError {
  return new AwsError("InvalidParameterValue", `${why} (in ${JSON.stringify(text)})`);
}
