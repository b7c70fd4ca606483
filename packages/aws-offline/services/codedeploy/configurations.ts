const minute = 60_000;

/** How traffic moves: a share for a while, then all of it. */
interface Canary {
  /** Of 1; 0 where all moves at once. */
  readonly share: number;
  readonly milliseconds: number;
}

/**
 * CodeDeploy's own configurations for functions, the linear ones left out.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export const configurations: ReadonlyMap<string, Canary> = new Map([
  ["CodeDeployDefault.LambdaAllAtOnce", { share: 0, milliseconds: 0 }],
  ...[5, 10, 15, 30].map((minutes): [string, Canary] => [
    `CodeDeployDefault.LambdaCanary10Percent${String(minutes)}Minutes`,
    { share: 0.1, milliseconds: minutes * minute },
  ]),
]);
