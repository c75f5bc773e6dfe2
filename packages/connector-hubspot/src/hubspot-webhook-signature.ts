import { createHmac, timingSafeEqual } from 'node:crypto';

/** The signature of a request, of HubSpot's version 3. */
export interface WebhookSignature {
  /** In base64, as the header `x-hubspot-signature-v3` has it. */
  readonly signature: string;
  /** Milliseconds since 1970 in thirteen digits, as `x-hubspot-request-timestamp` has them. */
  readonly timestamp: string;
}

export interface SignedRequest {
  readonly method: string;
  /** As the app was given it, with its query. */
  readonly url: string;
  readonly body: Uint8Array;
}

/** Of a signature, in milliseconds, whichever of the two clocks is ahead. */
const lifeMs = 300_000;
const timestampForm = /^\d{13}$/;
/** Of an address HubSpot decodes these before it signs, and no others. */
const decodedCodes = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** `stale`: it was HubSpot's, and too long ago. */
export function judgeSignature(
  request: SignedRequest,
  { signature, timestamp }: WebhookSignature,
  clientSecret: string,
  now: number,
): 'genuine' | 'forged' | 'stale' {
  if (!timestampForm.test(timestamp)) return 'forged';
  const told = Buffer.from(signature, 'base64');
  const expected = signatureOf(request, timestamp, clientSecret);
  if (told.length !== expected.length || !timingSafeEqual(told, expected)) return 'forged';
  return Math.abs(now - Number(timestamp)) > lifeMs ? 'stale' : 'genuine';
}

function signatureOf({ method, url, body }: SignedRequest, timestamp: string, clientSecret: string): Buffer {
  const address = url.replaceAll(decodedCodes, (code) => decodeURIComponent(code));
  // The body by its bytes: as text, what is no UTF-8 would be signed as something else.
  return createHmac('sha256', clientSecret).update(`${method}${address}`).update(body).update(timestamp).digest();
}
