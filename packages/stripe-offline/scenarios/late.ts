import { sampleId, samplePurchase } from "../samples/index.ts";
import { type ScenarioOptions, scenarioFrom } from "./common.ts";
import type { Scenario } from "./scenario.ts";

/** Purchases that were settled, and were not after all: a later state hides one that had effects of its own. */
export const lateScenarios = {
  "a dispute that is won, and lost a month later": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment" });
    const { disputeLost, disputeWon } = purchase.aftermath;
    const lost = disputeLost.events.disputeClosed;
    return scenarioFrom(options, purchase, {
      events: [...purchase.story, ...disputeWon.story, { ...lost, created: lost.created + 30 * 24 * 3600 }],
      objects: disputeLost.objects,
      status: "dispute-lost",
      mails: ["confirmation"],
      reservation: "reserved",
      notices: ["pick", "hold", "release"],
      closesByTime: true,
    });
  },
  "a refund that fails after it had succeeded": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment" });
    const { refundCreated, chargeRefunded } = purchase.aftermath.fullRefund.events;
    const { object: refund } = refundCreated.data;
    const failed = { ...refund, status: "failed" } as const;
    const failure = {
      ...refundCreated,
      id: sampleId("evt", `${refundCreated.id}/failed`),
      type: "refund.failed",
      created: refundCreated.created + 3 * 24 * 3600,
      data: { object: failed, previous_attributes: { status: "succeeded" } },
    };
    return scenarioFrom(options, purchase, {
      events: [...purchase.story, refundCreated, chargeRefunded, failure],
      objects: [failed],
      status: "paid",
      mails: ["confirmation", `refund#${refund.id}`],
      reservation: "released",
      notices: ["pick", "cancel"],
    });
  },
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

export const lateScenarioNames = Object.keys(lateScenarios) as readonly (keyof typeof lateScenarios)[];
