import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { deliver } from "./deliver.ts";
import { RecentKeys } from "./recent-keys.ts";
import type { AddressedMail, DeliveryPorts, SendOutcome } from "./ports.ts";
import type { LedgerEntry } from "../../../domain/mail/ports.ts";
import { MemoryMailLedger } from "../../shared/stores/memory-mail-ledger.ts";

const key = "mail#pi_1#confirmation";
const mail: AddressedMail = {
  from: "shop@example.com",
  to: "jenny@example.com",
  kind: "confirmation",
  key: "mail#pi_1#confirmation",
  eventId: "evt_1",
  order: "pi_1",
  subject: "subject",
  text: "text",
  html: "html",
};

interface World {
  readonly ledger: MemoryMailLedger;
  /** Requests to SES, and its responses: the last one is repeated. */
  readonly asked: AddressedMail[];
  responses: SendOutcome[];
  /** How many mails SES took or may have taken. */
  mayHaveGone: number;
  now: number;
  waited: number;
  /** Mails whose end the environment saw; each sends from an environment of its own, unless a test gives it one. */
  ended: RecentKeys;
  send(message?: string): Promise<"sent" | "already-sent" | "suppressed">;
}

const accepted: SendOutcome = { outcome: "accepted", sesMessageId: "ses-1" };
let handlings = 0;

function world(...responses: SendOutcome[]): World {
  const ledger = new MemoryMailLedger();
  const w: World = {
    ledger,
    asked: [],
    responses: responses.length === 0 ? [accepted] : responses,
    mayHaveGone: 0,
    now: 1_000_000,
    waited: 0,
    ended: new RecentKeys(0),
    send: (message = "message-1") => {
      handlings += 1;
      const claim = {
        token: `handling-${handlings}`,
        messageId: message,
        leaseUntil: w.now + 35_000,
        eventId: "evt_1",
      };
      return deliver(key, mail, claim, { ...ports, ended: w.ended });
    },
  };
  const ports: Omit<DeliveryPorts, "ended"> = {
    ledger,
    mailer: {
      send: async (asked) => {
        ledger.interrupt("before send");
        w.asked.push(asked);
        const response = (w.responses.length > 1 ? w.responses.shift() : w.responses[0]) ?? accepted;
        if (response.outcome === "accepted" || response.outcome === "unknown") w.mayHaveGone += 1;
        ledger.interrupt("after send");
        await Promise.resolve();
        return response;
      },
    },
    now: () => w.now,
    inTurn: (send) => send(),
    wait: async (milliseconds) => {
      w.waited += milliseconds;
      await Promise.resolve();
    },
  };
  return w;
}

/** A handling that comes as far as `at`, and no further. */
async function crash(w: World, at: string): Promise<void> {
  let isOver = false;
  w.ledger.interrupt = (point) => {
    isOver ||= point === at;
    if (isOver) throw new Error(`crash ${at}`);
  };
  await expect(w.send()).rejects.toThrow(`crash ${at}`);
  w.ledger.interrupt = () => {};
}

const stateOf = (w: World): LedgerEntry["state"] | undefined => w.ledger.entries.get(key)?.state;

describe("an address that must not be mailed again", () => {
  it("gets no mail, and a replay does not try again", async () => {
    const w = world();
    w.ledger.undeliverable.add(mail.to);
    expect(await w.send()).toBe("suppressed");
    expect(await w.send("a replay")).toBe("already-sent");
    expect(w.asked).toEqual([]);
    expect(w.ledger.entries.get(key)).toMatchObject({ state: "suppressed" });
  });

  it("is marked once where the mark's response is lost, and where another gave the mail back before", async () => {
    const w = world();
    w.ledger.undeliverable.add(mail.to);
    const suppress = w.ledger.suppress.bind(w.ledger);
    w.ledger.suppress = async (...args) => (await suppress(...args)) && false;
    expect(await w.send()).toBe("suppressed");
    expect(await w.send("a replay")).toBe("already-sent");

    const givenBack = world();
    givenBack.ledger.undeliverable.add(mail.to);
    givenBack.ledger.entries.set(key, { token: "former", messageId: "m", leaseUntil: 0, state: "claimed" });
    const marked = givenBack.ledger.suppress.bind(givenBack.ledger);
    let attempts = 0;
    givenBack.ledger.suppress = (...args) => (attempts++ === 0 ? Promise.resolve(false) : marked(...args));
    expect(await givenBack.send()).toBe("suppressed");
    expect(attempts).toBe(2);
  });

  it("that is found out between two mails stops the second only", async () => {
    const w = world();
    expect(await w.send()).toBe("sent");
    w.ledger.undeliverable.add(mail.to);
    expect(await w.send("a replay")).toBe("already-sent");
    expect(w.ledger.entries.get(key)).toMatchObject({ state: "sent" });
  });
});

describe("a mail", () => {
  it("is sent once, and a replay finds it sent", async () => {
    const w = world();
    expect(await w.send()).toBe("sent");
    expect(w.ledger.entries.get(key)).toMatchObject({ state: "sent", sesMessageId: "ses-1" });
    expect(await w.send("a replay, years later")).toBe("already-sent");
    expect(w.asked).toEqual([mail]);
  });

  it("is not claimed again by an environment that saw it sent, or found it sent", async () => {
    const w = world();
    w.ended = new RecentKeys(10);
    await crash(w, "before claim");
    const writes: string[] = [];
    w.ledger.interrupt = (point) => writes.push(point);
    const attempt = async (message: string) => [await w.send(message), writes.splice(0).includes("before claim")];
    expect(await attempt("message-1")).toEqual(["sent", true]);
    expect(await attempt("the other event of the pair")).toEqual(["already-sent", false]);

    w.ended = new RecentKeys(10);
    expect(await attempt("in another environment")).toEqual(["already-sent", true]);
    expect(await attempt("once more")).toEqual(["already-sent", false]);
  });

  it("is sent once by twenty at the same time", async () => {
    const w = world();
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => w.send(`message-${index}`)));
    expect(results.filter((result) => result === "sent")).toHaveLength(1);
    expect(w.asked).toHaveLength(1);
  });

  it("is sent when its sender crashed before it was claimed and the record came back", async () => {
    const w = world();
    await crash(w, "before claim");
    expect(stateOf(w)).toBeUndefined();
    expect(await w.send()).toBe("sent");
    expect(w.asked).toHaveLength(1);
  });

  it.each(["after claim", "before send", "after send"])(
    "is not sent again when its sender crashed %s: the outcome is unknown",
    async (at) => {
      const w = world();
      await crash(w, at);
      const asked = w.asked.length;
      for (const message of ["message-1", "message-1"]) {
        await expect(w.send(message)).rejects.toMatchObject({ causeCode: "outcome-unknown", disposition: "reject" });
      }
      expect(w.asked).toHaveLength(asked);
      expect(stateOf(w)).toBe("sending");
    },
  );

  it("that a former version claimed is left to it while it can be at work, and sent when it cannot", async () => {
    const w = world();
    const claim = { token: "former", messageId: "message-0", leaseUntil: w.now + 35_000 };
    w.ledger.entries.set(key, { ...claim, state: "claimed" });
    await expect(w.send()).rejects.toMatchObject({
      causeCode: "contended",
      disposition: "retry",
      message: "another invocation is sending this mail",
    });
    expect(w.waited).toBeGreaterThan(1000);
    w.now += 35_000;
    expect(await w.send()).toBe("sent");
    expect(w.asked).toHaveLength(1);
  });

  it("that another invocation left unfinished is unknown only when that one cannot be at work", async () => {
    const w = world();
    await crash(w, "after send");
    await expect(w.send("another message")).rejects.toMatchObject({ causeCode: "contended" });
    w.now += 35_000;
    await expect(w.send("another message")).rejects.toMatchObject({
      causeCode: "outcome-unknown",
      message: expect.stringContaining("its response was never recorded"),
    });
  });
});

describe("a response of SES", () => {
  it("that throttles is waited out", async () => {
    const throttled: SendOutcome = { outcome: "throttled", reason: "Throttling" };
    const w = world(throttled, throttled, accepted);
    expect(await w.send()).toBe("sent");
    expect(w.asked).toHaveLength(3);
  });

  it("that throttles for long gives the record back, and the next attempt sends", async () => {
    const w = world({ outcome: "throttled", reason: "Throttling" });
    const message = "SES throttles: Throttling";
    await expect(w.send()).rejects.toMatchObject({ causeCode: "aws-unavailable", disposition: "retry", message });
    expect(stateOf(w)).toBe("claimed");
    w.responses = [accepted];
    expect(await w.send("another message")).toBe("sent");
  });

  it.each([
    [true, "reject"],
    [false, "retry"],
  ])("that refuses (final: %s) is a cause to %s, and the mail can be sent later", async (final, disposition) => {
    const w = world({ outcome: "refused", reason: "MessageRejected", final });
    const message = "SES refused the mail: MessageRejected";
    await expect(w.send()).rejects.toMatchObject({ causeCode: "mail-refused", disposition, message });
    expect(stateOf(w)).toBe("claimed");
    w.responses = [accepted];
    expect(await w.send("redriven")).toBe("sent");
  });

  it("that is lost leaves the outcome unknown", async () => {
    const w = world({ outcome: "unknown", reason: "TimeoutError" });
    const message = "SES may have sent the mail: TimeoutError";
    await expect(w.send()).rejects.toMatchObject({ causeCode: "outcome-unknown", message });
    await expect(w.send()).rejects.toMatchObject({ causeCode: "outcome-unknown" });
    expect(w.asked).toHaveLength(1);
  });

  it("that accepts is recorded even when the table fails for a moment", async () => {
    const w = world();
    let failures = 2;
    w.ledger.interrupt = (point) => {
      if (point === "before markSent" && failures-- > 0) throw new Error("table away");
    };
    expect(await w.send()).toBe("sent");
    expect(stateOf(w)).toBe("sent");
    expect(w.waited).toBe(500);
  });
});

describe("a lost response of the ledger", () => {
  it.each(["after claim", "after takeOver"])(
    "%s, which the client does not ask for again, stops no mail",
    async (at) => {
      const w = world();
      if (at === "after takeOver") {
        w.ledger.entries.set(key, { token: "former", messageId: "m", leaseUntil: 0, state: "claimed" });
      }
      let losses = 1;
      w.ledger.interrupt = (point) => {
        if (point === at && losses-- > 0) throw new Error("socket hang up");
      };
      expect(await w.send()).toBe("sent");
      expect(w.asked).toHaveLength(1);
    },
  );

  it("to the claim does not stop the mail", async () => {
    const w = world();
    const claim = w.ledger.claim.bind(w.ledger);
    w.ledger.claim = async (mailKey, claimed) => (await claim(mailKey, claimed)) && false;
    expect(await w.send()).toBe("sent");
  });
});

describe("whatever fails, and in whatever order the records come back", () => {
  it("a mail goes out at most once, and is marked as sent only if it did", async () => {
    const responses = fc.array(
      fc.constantFrom<SendOutcome>(
        accepted,
        { outcome: "throttled", reason: "Throttling" },
        { outcome: "refused", reason: "AccountSendingPaused", final: false },
        { outcome: "unknown", reason: "TimeoutError" },
      ),
      { minLength: 1, maxLength: 6 },
    );
    const attempts = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        responses,
        attempts,
        fc.array(fc.boolean(), { maxLength: 40 }),
        async (outcomes, messages, crashes) => {
          const w = world(...outcomes, accepted);
          const pending = [...crashes];
          w.ledger.interrupt = () => {
            if (pending.shift() === true) throw new Error("crash");
          };
          for (const message of messages) {
            await w.send(message).catch(() => undefined);
            w.now += 40_000;
          }
          expect(w.mayHaveGone).toBeLessThanOrEqual(1);
          expect(stateOf(w) === "sent" ? w.mayHaveGone : 1).toBe(1);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
