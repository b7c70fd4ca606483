/**
 * One attempt: SES has no idempotency token, so a second one after a lost response would be a second mail. And more time
 * for it than for other calls: a response not awaited is an outcome that only a person can find out.
 */
export const sesSettings = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/** SES's longest response and the mark after it. */
export const sendMilliseconds = 13_000;
