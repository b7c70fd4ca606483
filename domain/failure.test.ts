import { describe, expect, it } from "vitest";
import { describeFailure, rejected, retryable } from "./failure.ts";

const aws = (name: string): Error => Object.assign(new Error("refused"), { name, $metadata: {} });

describe("a failure", () => {
  it("that is known says what becomes of the message, and keeps what caused it", () => {
    const cause = new Error("cut");
    const final = rejected("not-json", "the body is not JSON", cause);
    expect(describeFailure(final)).toEqual({
      disposition: "reject",
      causeCode: "not-json",
      message: "the body is not JSON",
    });
    expect([final.name, final.cause]).toEqual(["ProcessingError", cause]);
    const passing = retryable("contended", "others write it", cause);
    expect(describeFailure(passing)).toMatchObject({ disposition: "retry", causeCode: "contended" });
    expect(passing.cause).toBe(cause);
    for (const error of [rejected("not-json", ""), retryable("contended", "")])
      expect(error).not.toHaveProperty("cause");
  });

  it.each([
    ["aws-denied", aws("AccessDeniedException")],
    ["aws-denied", aws("AuthorizationErrorException")],
    ["aws-unavailable", aws("NotAccessDenied")],
    ["unexpected", new Error("not a function")],
    ["unexpected", "a text"],
  ])("is %s, to be tried again: %s", (causeCode, error) => {
    expect(describeFailure(error)).toMatchObject({ disposition: "retry", causeCode });
  });
});
