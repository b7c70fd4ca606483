interface StripeErrorFields {
  type?: string;
  code?: string;
  param?: string;
}

/** An error as Stripe's API returns it. docs.stripe.com/api/errors */
export class StripeApiError extends Error {
  readonly status: number;
  readonly fields: StripeErrorFields;

  constructor(status: number, message: string, fields: StripeErrorFields = {}) {
    super(message);
    this.name = "StripeApiError";
    this.status = status;
    this.fields = fields;
  }

  /** The response's body. */
  body(requestLogUrl: string): object {
    const { type = "invalid_request_error", code, param } = this.fields;
    const documentation =
      code === undefined ? {} : { code, doc_url: `https://docs.stripe.com/error-codes/${dashed(code)}` };
    return {
      error: {
        ...documentation,
        message: this.message,
        ...(param === undefined ? {} : { param }),
        request_log_url: requestLogUrl,
        type,
      },
    };
  }
}

function dashed(code: string): string {
  return code.replaceAll("_", "-");
}

export function missing(type: string, id: string, param = "id", hint = ""): StripeApiError {
  return new StripeApiError(404, `No such ${type}: '${id}'${hint}`, { code: "resource_missing", param });
}

export function invalid(message: string, param?: string): StripeApiError {
  return new StripeApiError(400, message, param === undefined ? {} : { param });
}

/** What was thrown unawares is the offline run's own failure. */
export function failed(error: unknown): StripeApiError {
  return new StripeApiError(500, `The offline run's Stripe API failed: ${String(error)}`, { type: "api_error" });
}

/** What Stripe has and the offline run has not. Named, so that nobody looks for the fault in the program. */
export function notSupported(what: string): StripeApiError {
  return new StripeApiError(
    404,
    `${what} is not supported by the offline run's Stripe API (see packages/stripe-offline/README.md)`,
    {
      code: "offline_not_supported",
    },
  );
}
