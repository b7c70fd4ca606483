/** Types whose resources hold what cannot be made again. */
export const dataTypes: ReadonlySet<string> = new Set([
  "aws:dynamodb/table:Table",
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:sqs/queue:Queue",
  "aws:secretsmanager/secret:Secret",
  // Without it nothing that it encrypted can be read.
  "aws:kms/key:Key",
]);
