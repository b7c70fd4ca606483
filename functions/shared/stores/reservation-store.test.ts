import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";

import { cancelled } from "./reservation-store.ts";

const moves = [
  { sku: "MUG", units: 2 },
  { sku: "CAP", units: 1 },
];

/** The reservation's reason first, then one for each stock row. */
const error = (...codes: string[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe("a cancelled transaction", () => {
  it("whose reservation was written meanwhile is to be looked at again, whatever else failed", () => {
    expect(cancelled(error("ConditionalCheckFailed", "None", "None"), moves)).toEqual({ outcome: "changed" });
    expect(cancelled(error("ConditionalCheckFailed", "ConditionalCheckFailed", "None"), moves)).toEqual({
      outcome: "changed",
    });
  });

  it("whose stock rows refused names their SKUs", () => {
    expect(cancelled(error("None", "None", "ConditionalCheckFailed"), moves)).toEqual({
      outcome: "short",
      skus: ["CAP"],
    });
  });

  it.each(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])(
    "is to be tried again for %s, even where a stock row refused as well",
    (code) => {
      expect(cancelled(error(code, "None", "None"), moves)).toEqual({ outcome: "contended" });
      expect(cancelled(error("None", "ConditionalCheckFailed", code), moves)).toEqual({ outcome: "contended" });
    },
  );

  it("for any other reason is an error, not a lack of stock", () => {
    expect(() => cancelled(error("None", "ValidationError", "None"), moves)).toThrow(TransactionCanceledException);
    expect(() => cancelled(error("None", "ConditionalCheckFailed", "ValidationError"), moves)).toThrow(
      TransactionCanceledException,
    );
    expect(() => cancelled(error(), moves)).toThrow(TransactionCanceledException);
  });
});
