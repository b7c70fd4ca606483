import { type Load, type Place, profiles, type ProfileName } from "../shared/profiles.ts";

/** What a script reads from the environment (`k6 run -e NAME=value`); docs/load-testing.md lists the names. */
export interface Settings {
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** Six lower-case letters and digits, `r` first; instances of one distributed run have the same. */
  readonly run: string;
  /** Epoch seconds; the same for all instances. */
  readonly at: number;
  readonly place: Place;
  readonly load: Load;
  readonly isThin: boolean;
  /** Write a line for each request: what the verification needs. */
  readonly records: boolean;
  /** Write one when a request begins too: the load ends in the middle of some. */
  readonly recordsBeginnings: boolean;
  /** Where the thresholds go as a JUnit report; `stdout` prints it. */
  readonly junitFile: string;
}

export function readSettings(profile: ProfileName): Settings {
  const place = __ENV["PLACE"] === "offline" ? "offline" : "deployed";
  const records = __ENV["RECORDS"] === "1";
  const { defaults, endsAtBreak, isThin } = profiles[profile];
  return {
    webhookUrl: required("WEBHOOK_URL", /^https?:\/\/\S+$/u),
    webhookSecret: required("WEBHOOK_SECRET", /^whsec_\S{32,}$/u),
    run: required("RUN", /^r[a-z0-9]{5}$/u),
    at: Number(required("RUN_AT", /^\d{10}$/u)),
    place,
    load: {
      rate: positive("RATE", defaults[place].rate),
      seconds: positive("SECONDS", defaults[place].seconds),
    },
    isThin,
    records,
    recordsBeginnings: records && endsAtBreak,
    junitFile: __ENV["JUNIT"] ?? "stdout",
  };
}

function required(name: string, form: RegExp): string {
  const value = __ENV[name] ?? "";
  if (!form.test(value)) throw new Error(`${name} is missing or not as docs/load-testing.md describes it`);
  return value;
}

function positive(name: string, otherwise: number): number {
  const text = __ENV[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name}=${text}: give a number above 0`);
  return value;
}
