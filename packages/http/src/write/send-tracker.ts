import {
  type CallOptions,
  type ConnectorError,
  isErrorOfKind,
  isLinkwrightError,
  RetryableError,
} from '@linkwright/core';
import { unexpectedAnswer } from '../client/parse-answer.ts';

export interface SendOptions extends CallOptions {
  /** To be called when the request may reach the app, at every attempt: see `HttpRequest.onSend`. */
  readonly onSend: () => void;
}

/** `not-sent`: nothing was changed. `unknown`: the request left, and nobody knows what became of it. */
export interface SendFailure {
  readonly kind: 'not-sent' | 'unknown';
  readonly error: ConnectorError;
}

export type SendResult<Answer> = { readonly kind: 'answered'; readonly answer: Answer } | SendFailure;

/** The requests of one call of `write`, which may throw only as long as none of them has left. `signal` is that of the call. */
export interface SendTracker extends CallOptions {
  /**
   * What `send` answers, or what its failure means for all that it was to write. Rejects with the failure while no request of
   * the tracker has left. May be nested.
   */
  attempt<Answer>(send: (options: SendOptions) => Promise<Answer>): Promise<SendResult<Answer>>;
}

export function createSendTracker({ signal }: CallOptions): SendTracker {
  let anythingSent = false;
  return {
    signal,
    async attempt(send) {
      let left = false;
      const onSend = () => {
        left = true;
        anythingSent = true;
      };
      try {
        return { kind: 'answered', answer: await send({ signal, onSend }) };
      } catch (error) {
        if (!anythingSent) throw error;
        const known = asConnectorError(error, left);
        return { kind: left && mayHaveArrived(known) ? 'unknown' : 'not-sent', error: known };
      }
    },
  };
}

/** An answer that cannot be read is one of a write that took place. */
function mayHaveArrived(error: ConnectorError): boolean {
  if (isErrorOfKind(error, 'retryable')) return error.outcomeUnknown;
  return isErrorOfKind(error, 'contract') && error.code === unexpectedAnswer;
}

/** The error itself, or an interruption with it as the cause. `arrived`: the request had left when it came up. */
export function asConnectorError(error: unknown, arrived: boolean): ConnectorError {
  return isConnectorError(error) ? error : interrupted(arrived, error);
}

function isConnectorError(error: unknown): error is ConnectorError {
  return isLinkwrightError(error);
}

/** Broken off on our side. A request that had left may have arrived. */
export function interrupted(arrived: boolean, cause?: unknown): RetryableError {
  return new RetryableError('The write was interrupted.', {
    code: 'interrupted',
    outcomeUnknown: arrived,
    ...(cause === undefined ? {} : { cause }),
  });
}
