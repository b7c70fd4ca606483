/** Characters that mean something in a regular expression and nothing in an IAM pattern. */
const special = /[.+^${}()|[\]\\]/g;
const compiled = new Map<string, RegExp>();

/** IAM's glob: `*` any run of characters, `?` one character. */
export function globMatches(pattern: string, value: string): boolean {
  if (pattern === "*") return true;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const source = pattern.replaceAll(special, "\\$&").replaceAll("*", "[^]*").replaceAll("?", "[^]");
    expression = new RegExp(`^${source}$`);
    compiled.set(pattern, expression);
  }
  return expression.test(value);
}

/** Actions are compared without regard to case: `sqs:sendmessage` grants `sqs:SendMessage`. */
export function actionMatches(pattern: string, action: string): boolean {
  return globMatches(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * Compares an ARN part by part, so that a wildcard does not cross a colon, except the last `*` of a pattern, which
 * takes everything behind it.
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const patternParts = splitArn(pattern);
  const arnParts = splitArn(arn);
  if (patternParts.length > arnParts.length) return false;
  if (patternParts.length < arnParts.length && !pattern.endsWith("*")) return false;
  return patternParts.every((part, index) => {
    const last = index === patternParts.length - 1;
    return globMatches(part, last ? arnParts.slice(index).join(":") : (arnParts[index] ?? ""));
  });
}

/** Six parts: the sixth keeps its own colons (`stack:name`, `secret:name`). */
function splitArn(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
