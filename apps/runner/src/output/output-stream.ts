export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  /** Resolves when it takes more without piling it up. Absent: it always does. */
  drained?(): Promise<void>;
}
