import { sampleId } from "../samples/index.ts";
import { closedTwice, purchaseOf, type ScenarioOptions } from "./common.ts";
import type { Scenario } from "./scenario.ts";

/** Purchases that were settled, and were not after all: a later state hides one that had effects of its own. */
export const lateScenarios = {
  "a dispute that is won, and lost a month later": purchaseOf("payment", ({ story, aftermath }) => ({
    ...closedTwice(story, aftermath.disputeWon, aftermath.disputeLost),
    status: "dispute-lost",
  })),
  "a refund that fails after it had succeeded": purchaseOf("payment", ({ story, aftermath }) => {
    const { refundCreated, chargeRefunded } = aftermath.fullRefund.events;
    const { object: refund } = refundCreated.data;
    const failed = { ...refund, status: "failed" } as const;
    const failure = {
      ...refundCreated,
      id: sampleId("evt", `${refundCreated.id}/failed`),
      type: "refund.failed",
      created: refundCreated.created + 3 * 24 * 3600,
      data: { object: failed, previous_attributes: { status: "succeeded" } },
    };
    return {
      events: [...story, refundCreated, chargeRefunded, failure],
      objects: [failed],
      status: "paid",
      mails: ["confirmation", `refund#${refund.id}`],
      reservation: "released",
      notices: ["pick", "cancel"],
    };
  }),
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

export const lateScenarioNames = Object.keys(lateScenarios) as readonly (keyof typeof lateScenarios)[];
