import { describe, expect, it } from "vitest";
import { UsageError } from "../ops/errors.ts";
import { createProgram } from "../ops/program.ts";
import { addOptions, readOptions } from "./options.ts";

function parseOptions(args: string[], environment = {}) {
  const program = addOptions(createProgram("npm start --", { out: () => undefined, err: () => undefined }));
  return readOptions(program.parse(args, { from: "user" }).opts(), environment);
}

describe("the offline run's options", () => {
  it("has the defaults of the design", () => {
    expect(parseOptions([])).toEqual({
      ports: { webhook: 4000, console: 4001, aws: 4566, stripe: 4002 },
      samples: true,
      exit: false,
      settings: "dev",
      stock: {},
      timeScale: 1,
      json: false,
      watch: false,
    });
  });

  it("takes Stripe's secret and key from the environment, and options before them", () => {
    const environment = {
      STRIPE_WEBHOOK_SECRET: "whsec_environment000000000000000000000",
      STRIPE_API_KEY: "sk_test_environment",
    };
    expect(parseOptions(["--webhook-secret", "whsec_option00000000000000000000000000"], environment)).toMatchObject({
      webhookSecret: "whsec_option00000000000000000000000000",
      stripeApiKey: "sk_test_environment",
    });
  });

  it("reads stock by SKU", () => {
    expect(parseOptions(["--stock", "MUG-1=5,TEE=0"]).stock).toEqual({ "MUG-1": 5, TEE: 0 });
  });

  it("takes the file of a fault plan", () => {
    expect(parseOptions(["--faults", "plan.json"])).toMatchObject({ faultsFile: "plan.json" });
  });

  it.each([
    [["--webhook-port", "70000"], "--webhook-port 70000: give a port from 0 to 65535"],
    [["--aws-port", "http"], "--aws-port http: give a port from 0 to 65535"],
    [["--settings", "../etc"], "--settings ../etc: give a stack's name, such as dev"],
    [["--stock", ",,"], "--stock ,,: give SKU=N, with a comma between"],
    [["--stock", "MUG"], "--stock MUG: give SKU=N, with a comma between"],
    [["--time-scale", "0"], "--time-scale 0: give a number from 1 to 1000"],
    [["--stripe-api-key", "sk_live_1"], "give a test key"],
    [["--webhook-secret", "secret"], "give a signing secret: whsec_"],
  ])("refuses %j in one line", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
    expect(() => parseOptions(args)).toThrow(/^[^\n]+$/u);
  });
});
