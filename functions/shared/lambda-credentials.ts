import { requireEnvironment } from "./environment.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles (an esbuild alias): in Lambda the role's
 * credentials stand in the environment, and the package's other sources - profiles, SSO, web identity, instance
 * metadata - are 120 KB of every function that nothing can reach.
 */
export function defaultProvider(): () => Promise<Credentials> {
  return () => {
    const sessionToken = process.env["AWS_SESSION_TOKEN"];
    return Promise.resolve({
      accessKeyId: requireEnvironment("AWS_ACCESS_KEY_ID"),
      secretAccessKey: requireEnvironment("AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken === undefined || sessionToken === "" ? {} : { sessionToken }),
    });
  };
}
