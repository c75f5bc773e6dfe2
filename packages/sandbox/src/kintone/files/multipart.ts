export interface SentFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** The part named `file` of a `multipart/form-data` body. */
export function readSentFile(contentType: string | undefined, body: Buffer): SentFile | undefined {
  const match = /^multipart\/form-data;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const separator = Buffer.from(`--${boundary}`);
  for (let start = body.indexOf(separator); start >= 0; ) {
    const end = body.indexOf(separator, start + separator.length);
    if (end < 0) return undefined;
    // Between the line break after one separator and the one before the next.
    const file = readPart(body.subarray(start + separator.length + 2, end - 2));
    if (file !== undefined) return file;
    start = end;
  }
  return undefined;
}

function readPart(part: Buffer): SentFile | undefined {
  const headersEnd = part.indexOf('\r\n\r\n');
  const headers = part.subarray(0, Math.max(headersEnd, 0)).toString('utf8');
  const disposition = /^content-disposition:.*$/im.exec(headers)?.[0] ?? '';
  if (headersEnd < 0 || !/\bname="file"/i.test(disposition)) return undefined;
  return {
    name: /\bfilename="([^"]*)"/i.exec(disposition)?.[1] ?? 'file',
    contentType: /^content-type:\s*(\S+)/im.exec(headers)?.[1] ?? 'application/octet-stream',
    content: part.subarray(headersEnd + 4),
  };
}
