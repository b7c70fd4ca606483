import { expect, it } from "vitest";
import { publicReason } from "./reason.ts";

it.each([
  [
    "Email address is not verified. The following identities failed the check in region AP-SOUTHEAST-1: Jenny Rosen <jenny@example.com>, jo@example.com",
    "Email address is not verified. The following identities failed the check in region AP-SOUTHEAST-1: (address), (address)",
  ],
  [
    "User: arn:aws:sts::123456789012:assumed-role/dev-email is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:ap-southeast-1:123456789012:identity/jenny@example.com'",
    "User: arn:aws:sts::123456789012:assumed-role/dev-email is not authorized to perform `ses:SendEmail' on resource `(address)'",
  ],
  ['Invalid phone number +65 8123 4567 of "Jenny Rosen"', "Invalid phone number (number) of (text)"],
  ["Cannot read properties of undefined (reading 'sku')", "Cannot read properties of undefined (reading 'sku')"],
  ["No such payment_intent: 'pi_3zCsoqiftt8vz3rnGL1eZEvj'", "No such payment_intent: 'pi_3zCsoqiftt8vz3rnGL1eZEvj'"],
  ["two\n  lines", "two lines"],
])("keeps of %j what an operator needs", (said, shown) => {
  expect(publicReason(said)).toBe(shown);
});
