import type { EndpointSpecification } from "../stripe-endpoint.ts";
import { checkConsumers, checkPeople, checkPlace } from "./aws-checks.ts";
import type { Finding } from "./finding.ts";
import { checkMail } from "./mail-checks.ts";
import type { Observations } from "./observations.ts";
import { checkSilence } from "./silence.ts";
import { checkStripe } from "./stripe-checks.ts";

/** Everything between `pulumi up` and the first order, in the order in which an event meets it. */
export function diagnose(seen: Observations, specification: EndpointSpecification): readonly Finding[] {
  return [
    ...checkPlace(seen),
    ...checkStripe(seen, specification),
    ...checkConsumers(seen),
    ...checkMail(seen),
    ...checkPeople(seen),
    ...checkSilence(seen),
  ];
}
