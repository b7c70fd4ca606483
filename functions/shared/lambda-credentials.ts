import { requireEnvironment } from "./environment.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles (an esbuild alias): in Lambda the role's
 * credentials are in the environment, and the package's other sources - profiles, SSO, web identity, instance
 * metadata - are 120 KB of every function that nothing can reach.
 */
export function defaultProvider(): () => Promise<Credentials> {
  let credentials: Promise<Credentials> | undefined;
  // The SDK asks for each call, and expects of a default provider that it remembers.
  return () => (credentials ??= Promise.resolve(fromEnvironment()));
}

function fromEnvironment(): Credentials {
  const sessionToken = process.env["AWS_SESSION_TOKEN"];
  return {
    accessKeyId: requireEnvironment("AWS_ACCESS_KEY_ID"),
    secretAccessKey: requireEnvironment("AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken === undefined || sessionToken === "" ? {} : { sessionToken }),
  };
}
