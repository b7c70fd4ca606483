import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Lambda's "Concurrent executions". https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const quota = { serviceCode: "lambda", quotaCode: "L-B99A9384" };

/**
 * Warns where the consumers alone may use up the account's executions: Stripe's posts are throttled then, and a message
 * whose receive was throttled three times is given up. Who may not read quotas is not warned: `ops doctor` looks again.
 */
export function warnOfConcurrency(consumers: number, each: number, provisioned: number): void {
  void aws.servicequotas
    .getServiceQuota(quota)
    .then(({ value }) => concurrencyWarning({ consumers, each, provisioned }, value))
    .then(
      (warning) => (warning === undefined ? undefined : pulumi.log.warn(warning)),
      () => undefined,
    );
}

interface Wanted {
  readonly consumers: number;
  /** `consumerConcurrency`. */
  readonly each: number;
  /** `provisionedWebhooks`. */
  readonly provisioned: number;
}

/** @param most concurrent executions of the account in this Region */
export function concurrencyWarning({ consumers, each, provisioned }: Wanted, most: number): string | undefined {
  const sum = consumers * each + provisioned;
  if (sum < most) return undefined;
  return `${consumers} consumers with consumerConcurrency ${each} and ${provisioned} provisioned webhooks may run ${sum} executions at once; the account has ${most} in this Region, for everything that runs there. Stripe's posts and receives are throttled then, and a message throttled three times is a dead letter. Lower consumerConcurrency (at least 2), or ask for more: Service Quotas, Lambda, Concurrent executions`;
}
