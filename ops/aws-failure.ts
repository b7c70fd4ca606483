import type { CommonOptions } from "./options.ts";

type Place = Pick<CommonOptions, "stack" | "profile" | "readyFile">;

/** SigV4's own words; under the name of a wrong signature. */
const wrongRegion = /scoped to (?:a valid|the) region/iu;

/** What AWS's errors mean for the operator, by their names; the first that matches. */
const advices: readonly (readonly [name: RegExp, advice: (place: Place) => string])[] = [
  [
    /^(?:CredentialsProviderError|ProviderError|NoCredentials)/u,
    (place) => `no AWS credentials${ofProfile(place)}: log in, or name a profile with --profile`,
  ],
  [/Expired|RequestExpired/u, (place) => `the AWS credentials${ofProfile(place)} have expired: log in again`],
  [
    /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|I(?:ncomplete|nvalid)Signature/u,
    (place) =>
      place.stack === "offline"
        ? `the offline run does not know these credentials: ${place.readyFile} is from an earlier run`
        : `AWS does not know these credentials${ofProfile(place)}: name another profile with --profile`,
  ],
  [
    /AccessDenied|NotAuthorized|AuthorizationError|Forbidden/u,
    (place) =>
      `these credentials${ofProfile(place)} lack the permission: ask for it, or name another profile with --profile`,
  ],
  [
    /ResourceNotFound|NonExistentQueue|QueueDoesNotExist|NotFoundException|NotFound$/u,
    ({ stack }) => `stack ${stack} does not have it in this Region: pulumi up --refresh, or another --region`,
  ],
  [
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|LimitExceeded|ProvisionedThroughput/u,
    () => "AWS throttles requests: try again in a minute",
  ],
  [/PurgeQueueInProgress/u, () => "SQS purges a queue once a minute: try again in a minute"],
  [/NotImplemented/u, () => "the offline run does not support it"],
  [
    /^(?:ECONNREFUSED|ECONNRESET|EPIPE)$/u,
    ({ stack, readyFile }) =>
      stack === "offline"
        ? `the offline run does not respond: start it with npm start (${readyFile} is left over from an earlier run)`
        : "AWS cannot be reached: check the network",
  ],
  [
    /^(?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$|Timeout|NetworkingError/u,
    () => "AWS cannot be reached: check the network and the Region",
  ],
  [
    /Unavailable|InternalError|InternalFailure|InternalServer|ServiceFailure/u,
    () => "AWS had a failure of its own: try again",
  ],
];

function adviseRegion({ stack }: Place): string {
  return `stack ${stack} is in another Region: leave --region out`;
}

function ofProfile({ profile }: Place): string {
  return profile === undefined ? "" : ` of profile ${profile}`;
}

/**
 * An error of AWS's clients, or of the network below them, as one line that says what to do.
 * @returns undefined for any other error
 */
export function explainAwsFailure(error: unknown, place: Place): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = systemCode(error);
  const name = code ?? error.name;
  const found = advices.find(([pattern]) => pattern.test(name));
  const isAws = "$metadata" in error || code !== undefined || /CredentialsProviderError|TimeoutError/u.test(name);
  if (!isAws) return undefined;
  const advice = wrongRegion.test(error.message) ? adviseRegion : found?.[1];
  const message = (error.message === "" ? name : error.message).split("\n")[0] ?? name;
  const says = code === undefined ? `AWS says ${name}: ${message}` : `AWS does not respond: ${message}`;
  return `${says}${advice === undefined ? "" : ` - ${advice(place)}`}`;
}

/** The code of the error itself, of its cause, or of the first of several addresses' errors. */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string" && /^E[A-Z]+$/u.test(code)) return code;
  return error instanceof AggregateError ? systemCode(error.errors[0]) : systemCode(error.cause);
}
