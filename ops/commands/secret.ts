import type { Command } from "commander";
import { isSender, senderForm } from "../../domain/mail/sender-form.ts";
import type { SigningSecret } from "../../functions/shared/signing-secrets.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import { changeStackSecret, readStackSecret } from "../aws/stack-secret.ts";
import type { Context } from "../context.ts";
import { storeAndVerify } from "../core/probe.ts";
import { freeNumber } from "../core/signing-secrets.ts";
import { fingerprint, longestOverlap } from "../core/stripe-endpoint.ts";
import { exitCodes, OpsError, UsageError, type ExitCode } from "../errors.ts";
import { newSigningSecret, newValue } from "../new-secret.ts";
import { unknownName } from "../output/unknown-name.ts";
import { numberOf, numberOption, scopeOption, type ScopeOptions } from "../scope.ts";
import { probePorts } from "../secret-probe.ts";
import { signingSecrets } from "../stripe-endpoints.ts";
import type { Run, Work } from "../work.ts";

const keys = ["stripe_webhook_secret", "stripe_api_key", "ses_from_email"] as const;
const forms = {
  stripe_api_key: {
    accepts: (value: string) => /^[sr]k_(?:live|test)_\S{8,}$/u.test(value),
    form: "a restricted key that reads: rk_test_... or rk_live_...",
  },
  ses_from_email: { accepts: isSender, form: senderForm },
} as const;

export function registerSecret(program: Command, run: Run): void {
  const secret = program.command("secret").description("show and change the stack's secret without writing its JSON");
  secret
    .command("show")
    .description("list what it holds: numbers, fingerprints and rolls, never a value")
    .action(() => run(showing));
  secret
    .command("set")
    .argument("<key>", keys.join(", "))
    .description("store a value from NEW_WEBHOOK_SECRET (stripe_webhook_secret) or NEW_SECRET_VALUE")
    .addOption(numberOption("the signing secret to replace; the one before stays valid for 24 hours"))
    .action((key: string, options: Pick<ScopeOptions, "number">) => run(setting(key, options)));
  secret
    .command("add")
    .description("store a further signing secret from NEW_WEBHOOK_SECRET, of an endpoint made elsewhere")
    .addOption(scopeOption())
    .action((options: ScopeOptions) => run(adding(options)));
  secret
    .command("remove")
    .argument("<number>", "of the signing secret; those behind it move up")
    .description("remove a signing secret: the events of its endpoint are refused from then on")
    .action((number: string) => run(removing(number)));
}

const showing: Work = async (context) => {
  const { clients, outputs } = await context.target();
  const { signing, stripeApiKey, sesFromEmail } = await readStackSecret(clients.secrets, outputs.secretArn);
  const secrets = signing.usable.map(({ number, scope, secret, previous }) => ({
    number,
    scope,
    fingerprint: fingerprint(secret),
    ...(previous === undefined ? {} : { previousUntil: new Date(previous.expires).toISOString() }),
  }));
  const apiKey = stripeApiKey === undefined ? "missing or a placeholder" : `${stripeApiKey.slice(0, 8)}...`;
  context.print({ secrets, refused: signing.refused, apiKey, sender: sesFromEmail }, () => [
    ...secrets.map(
      ({ number, scope, fingerprint: mark, previousUntil }) =>
        `signing secret ${String(number)}: ${scope}, ${mark}${previousUntil === undefined ? "" : `, the one before until ${previousUntil}`}`,
    ),
    ...signing.refused.map((why) => `not usable: ${why}`),
    `API key: ${apiKey}`,
    `sender: ${sesFromEmail ?? "missing"}`,
  ]);
  return exitCodes.done;
};

function setting(key: string, options: Pick<ScopeOptions, "number">): Work {
  if (key === "stripe_api_key" || key === "ses_from_email") return settingText(key);
  return async (context) => {
    if (key !== "stripe_webhook_secret") throw unknownName("key", key, keys);
    const secret = newSigningSecret("secret set");
    const number = numberOf(options);
    const secrets = await currentOf(context);
    if (number === undefined && secrets.length > 1)
      throw new UsageError(`The stack has ${String(secrets.length)} signing secrets: give --number, or use secret add`);
    const before = number === undefined ? secrets[0] : secrets.find((each) => each.number === number);
    if (number !== undefined && before === undefined)
      throw new UsageError(`The stack has no signing secret number ${String(number)}: secret show lists them`);
    if (before?.secret === secret) throw new OpsError("The stack has this signing secret already");
    const previous =
      before === undefined ? {} : { previous: { secret: before.secret, expires: context.now() + longestOverlap } };
    const next = {
      number: before?.number ?? freeNumber(secrets),
      scope: before?.scope ?? "account",
      secret,
      ...previous,
    };
    return storeSigning(next, before, context);
  };
}

function adding({ scope }: ScopeOptions): Work {
  return async (context) => {
    const secret = newSigningSecret("secret add");
    const secrets = await currentOf(context);
    const known = secrets.find((each) => each.secret === secret);
    if (known !== undefined)
      throw new OpsError(`The stack has this signing secret already, as number ${String(known.number)}`);
    return storeSigning({ number: freeNumber(secrets), scope, secret }, undefined, context);
  };
}

async function storeSigning(
  next: SigningSecret,
  before: SigningSecret | undefined,
  context: Context,
): Promise<ExitCode> {
  const { number, scope, secret } = next;
  const result = { number, scope, fingerprint: fingerprint(secret) };
  const lines = (): string[] => [
    `Signing secret number ${String(number)} (${scope}) becomes ${result.fingerprint}${before === undefined ? "" : "; the one before stays valid for 24 hours"}. A signed probe verifies it.`,
  ];
  if (!(await context.mayChange(result, lines))) return exitCodes.done;
  await storeAndVerify(next, before, await probePorts(await context.target(), context.now));
  context.print(result, () => [
    "",
    `Done: the webhook accepts number ${String(number)}. doctor shows whether its endpoint is marked by it; connect-stripe --adopt marks it.`,
  ]);
  return exitCodes.done;
}

function removing(text: string): Work {
  return async (context) => {
    const number = numberOf({ number: text }, "number");
    const secrets = await currentOf(context);
    const found = secrets.find((each) => each.number === number);
    if (found === undefined)
      throw new UsageError(`The stack has no signing secret number ${text}: secret show lists them`);
    const result = { number: found.number, scope: found.scope, fingerprint: fingerprint(found.secret) };
    const lines = (): string[] => [
      `Signing secret number ${text} (${found.scope}, ${result.fingerprint}) is removed: what its endpoint sends is refused, within 15 minutes everywhere.`,
    ];
    if (!(await context.mayChange(result, lines))) return exitCodes.done;
    await signingSecrets(await context.target()).remove(found.number);
    context.print(result, () => ["", "Done."]);
    return exitCodes.done;
  };
}

function settingText(key: keyof typeof forms): Work {
  return async (context) => {
    const value = newValue(`secret set ${key}`);
    const { accepts, form } = forms[key];
    if (!accepts(value)) throw new UsageError(`secret set ${key}: NEW_SECRET_VALUE is not ${form}`);
    const { clients, outputs } = await context.target();
    if (key === "stripe_api_key") {
      const stack = modeOf((await readFunctionSettings(clients.lambda, outputs)).livemode);
      const given = modeOf(/^.k_live_/u.test(value));
      // Not refused: the key may be stored before `pulumi up` changes the mode.
      if (given !== stack) context.warn(`The key is for ${given} mode and the stack's stripeMode is ${stack}.`);
    }
    if (!(await context.mayChange({ key }, () => [`${key} is stored; the functions use it within 15 minutes.`])))
      return exitCodes.done;
    await changeStackSecret(clients.secrets, outputs.secretArn, () => ({ [key]: value }));
    context.print({ key }, () => ["", "Done."]);
    return exitCodes.done;
  };
}

function modeOf(livemode: boolean): "live" | "test" {
  return livemode ? "live" : "test";
}

async function currentOf(context: Context): Promise<readonly SigningSecret[]> {
  return signingSecrets(await context.target()).current();
}
