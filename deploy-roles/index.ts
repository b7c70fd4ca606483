import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * GitHub as an identity provider of the account, and the roles that its workflows take on: one that reads, for previews and
 * the drift check, and one for each environment, which may change the stack of the same name alone.
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
const issuer = "token.actions.githubusercontent.com";
const audience = "sts.amazonaws.com";
const repository = new pulumi.Config().require("repository");
const { accountId } = aws.getCallerIdentityOutput();

const github = new aws.iam.OpenIdConnectProvider("github", { url: `https://${issuer}`, clientIdLists: [audience] });

/** @param subjects what runs: GitHub's token names a pull request, a branch or an environment */
function roleFor(name: string, subjects: readonly string[], managedPolicyArn: string): aws.iam.Role {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: github.arn.apply((provider) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated: provider },
            Condition: {
              StringEquals: {
                [`${issuer}:aud`]: audience,
                [`${issuer}:sub`]: subjects.map((subject) => `repo:${repository}:${subject}`),
              },
            },
          },
        ],
      }),
    ),
    maxSessionDuration: 3600,
  });
  new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: managedPolicyArn });
  return role;
}

const read = roleFor("read", ["pull_request", "ref:refs/heads/main"], "arn:aws:iam::aws:policy/ReadOnlyAccess");
new aws.iam.RolePolicy("read-secrets", {
  role: read.name,
  // A refresh compares the secret's version too, and ReadOnlyAccess does not read it.
  policy: statements({ Effect: "Allow", Action: ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource: "*" }),
});

/** PowerUserAccess and the stack's own roles, whose physical names begin with its name. */
function deployRole(stack: string): aws.iam.Role {
  const role = roleFor(stack, [`environment:${stack}`], "arn:aws:iam::aws:policy/PowerUserAccess");
  new aws.iam.RolePolicy(`${stack}-own-roles`, {
    role: role.name,
    policy: accountId.apply((account) =>
      statements({
        Effect: "Allow",
        Action: [
          "iam:*Role",
          "iam:*RolePolicy",
          "iam:*RolePolicies",
          "iam:*AssumeRolePolicy",
          "iam:ListInstanceProfilesForRole",
        ],
        Resource: `arn:aws:iam::${account}:role/${stack}-*`,
      }),
    ),
  });
  return role;
}

function statements(...Statement: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export const READ_ROLE_ARN = read.arn;
export const DEV_ROLE_ARN = deployRole("dev").arn;
export const PROD_ROLE_ARN = deployRole("prod").arn;
