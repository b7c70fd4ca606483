/** `$context` variables that the offline run knows. */
const variables = [
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "identity.sourceIp",
  "identity.userAgent",
  "httpMethod",
  "routeKey",
  "path",
  "protocol",
  "status",
  "responseLength",
  "responseLatency",
  "integrationLatency",
  "integrationErrorMessage",
  "domainName",
  "stage",
] as const;

/** One line of the access log by `$context` names; never a body. What there is not is `-`, as on AWS. */
export type AccessLogEntry = Record<(typeof variables)[number], string>;

/**
 * Fills a stage's access log format.
 * @throws Error at once when the format names a variable that the offline run does not know.
 */
export function accessLogRenderer(format: string): (entry: AccessLogEntry) => string {
  const pattern = /\$context\.([A-Za-z][\w.]*)/gu;
  const isKnown = (name: string): name is keyof AccessLogEntry => (variables as readonly string[]).includes(name);
  for (const [variable, name = ""] of format.matchAll(pattern)) {
    if (!isKnown(name)) {
      throw new Error(`access log format: ${variable} is not supported by the offline run`);
    }
  }
  // The formats are JSON, so that a quote in a user agent must not break the line.
  const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
  return (entry) => format.replaceAll(pattern, (_, name: string) => (isKnown(name) ? escaped(entry[name]) : "-"));
}
