export interface QueueStats {
  name: string;
  arn: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** Of the oldest message not yet deleted, by the run's clock besides the time of work; 0 where there is none. */
  oldestSeconds: number;
}
