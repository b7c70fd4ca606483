interface AwsErrorOptions {
  /** HTTP status, 400 by default. */
  status?: number;
  /** Further members of the response's body, for example a transaction's `CancellationReasons`. */
  body?: Record<string, unknown>;
  /** The name that the service's older Query protocol gives the error, where it differs (SQS). */
  queryCode?: string;
  cause?: unknown;
}

/** An error as an AWS service returns it, on the wire or to an in-process caller. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Who is to blame: SDKs retry a `server` fault. */
  readonly fault: "client" | "server";
  readonly body: Record<string, unknown>;
  readonly queryCode: string;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.fault = this.status >= 500 ? "server" : "client";
    this.body = options.body ?? {};
    this.queryCode = options.queryCode ?? code;
  }
}

/** The connection ended without a response: thrown by an interceptor, seen by an HTTP caller as a closed socket. */
export class LostResponse extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("the connection was closed before a response came");
    this.name = "LostResponse";
  }
}

/** What the offline run does not do. Named, so that nobody looks for the fault in the program. */
export function notSupported(what: string): AwsError {
  return new AwsError(
    "NotImplemented",
    `${what} is not supported by the offline run (see packages/aws-offline/README.md)`,
    {
      status: 501,
    },
  );
}

/** What a service threw unawares is its internal failure. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError("InternalFailure", message, { status: 500, cause: error });
}
