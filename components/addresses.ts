import * as pulumi from "@pulumi/pulumi";
import { parseSender } from "../domain/mail/sender.ts";
import type { Settings } from "./settings.ts";

/** Domains that nobody can have, and so no mailbox is in. https://www.rfc-editor.org/rfc/rfc2606 */
const reserved = /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|localhost|test)$/iu;

const addressed = ["sesFromEmail", "replyTo", "alertEmail", "alertTargets", "warehouseEndpoint"] as const;

type Addresses = Pick<Settings, (typeof addressed)[number] | "protectData">;

/** What is wrong with the addresses of a stack on AWS: no mail to or from them would arrive. */
export function placeholderAddresses(settings: Addresses): string | undefined {
  const found = addressed.flatMap((name) => {
    const values = [settings[name] ?? []].flat();
    return values.filter((value) => reserved.test(domainOf(value))).map((value) => `${name} is ${value}`);
  });
  if (found.length === 0) return undefined;
  return `${found.join(", ")}: a placeholder, whose domain nobody can have. Give an address of your own: pulumi config set NAME ADDRESS`;
}

function domainOf(endpoint: string): string {
  if (URL.canParse(endpoint)) return new URL(endpoint).hostname;
  const { address } = parseSender(endpoint);
  return address.slice(address.lastIndexOf("@") + 1);
}

/**
 * Refuses placeholders where customers wait for mail, and warns elsewhere. The offline run, and a stack on an emulator
 * (`aws:endpoints`), send nothing.
 * @throws pulumi.RunError
 */
export function requireOwnAddresses(settings: Addresses): void {
  if (pulumi.runtime.getEngine() === undefined || new pulumi.Config("aws").get("endpoints") !== undefined) return;
  const wrong = placeholderAddresses(settings);
  if (wrong === undefined) return;
  if (settings.protectData) throw new pulumi.RunError(wrong);
  void pulumi.log.warn(wrong);
}
