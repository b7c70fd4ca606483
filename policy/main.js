// Plain JavaScript: Pulumi's host would read TypeScript with a compiler of its own.
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies.ts";

new PolicyPack("order-processing-system", { policies, enforcementLevel: "mandatory" });
