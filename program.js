import { RunError } from "@pulumi/pulumi";

// Plain JavaScript: a Node that is too old to read index.ts reads this, and says what it needs.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  throw new RunError(
    `This program needs Node 24 or newer, and pulumi found ${process.versions.node}. ` +
      "`npm run up -- --stack NAME` uses the Node that npm installed beside the project.",
  );
}

export default async () => ({ ...(await import("./index.ts")) });
