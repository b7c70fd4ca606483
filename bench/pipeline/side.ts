import { postTo } from "../../tests/conformance/post.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import type { Target } from "../../ops/target.ts";

export interface Side {
  readonly target: Target;
  readonly endpoint: string;
  readonly webhookSecret: string;
  close(): Promise<void>;
}

/** Posts as Stripe does, on connections that stay open. @returns the response's status */
export async function post({ target, endpoint, webhookSecret }: Side, body: string): Promise<number> {
  const { status } = await postTo(new URL(target.outputs.webhookUrl), endpoint, body, {
    "content-type": "application/json; charset=utf-8",
    "stripe-signature": signBody(body, webhookSecret),
  });
  return status;
}
